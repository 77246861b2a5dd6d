/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_NS3_COMPAT_H
#define L4M_NS3_COMPAT_H

/**
 * \file
 * \ingroup l4mobility
 * What differs between ns-3 3.36 and 3.48, found out by the compiler and not by version numbers,
 * which ns-3's headers do not carry.
 */

#include "ns3/test.h"

#include <cstddef>
#include <tuple>

namespace ns3
{
namespace l4mobility
{

/** The types of a member function's parameters: 3.38 made callbacks of RouteInput constant
 * references. */
template <typename T>
struct Parameters;

/** \copydoc Parameters */
template <typename R, typename C, typename... A>
struct Parameters<R (C::*)(A...)>
{
    /** Type of parameter N, from 0. */
    template <std::size_t N>
    using At = std::tuple_element_t<N, std::tuple<A...>>;
};

/** The constant for a unit test: TestSuite::UNIT until 3.41, then TestSuite::Type::UNIT. */
template <typename S>
constexpr auto
UnitTest(int) -> decltype(S::Type::UNIT)
{
    return S::Type::UNIT;
}

/** \copydoc UnitTest */
template <typename S>
constexpr auto
UnitTest(long) -> decltype(S::UNIT)
{
    return S::UNIT;
}

/** The constant for a quick case: TestCase::QUICK until 3.41, then TestCase::Duration::QUICK. */
template <typename C>
constexpr auto
QuickTest(int) -> decltype(C::Duration::QUICK)
{
    return C::Duration::QUICK;
}

/** \copydoc QuickTest */
template <typename C>
constexpr auto
QuickTest(long) -> decltype(C::QUICK)
{
    return C::QUICK;
}

} // namespace l4mobility
} // namespace ns3

#endif /* L4M_NS3_COMPAT_H */
