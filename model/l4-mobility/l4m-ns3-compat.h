/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_NS3_COMPAT_H
#define L4M_NS3_COMPAT_H

/**
 * @file
 * @ingroup l4mobility
 * What differs between ns-3 3.35 and 3.48, found out by the compiler and not by version numbers,
 * which ns-3's headers do not carry. Where two forms exist, the overload with an int parameter is
 * tried first.
 */

#include "ns3/attribute.h"
#include "ns3/callback.h"
#include "ns3/enum.h"
#include "ns3/ipv4-address.h"
#include "ns3/object.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace ns3
{

class Ssid;

namespace l4mobility
{

/** The types of a member function's parameters: 3.38 made callbacks of RouteInput constant
 * references. */
template <typename T>
struct Parameters;

/** @copydoc Parameters */
template <typename R, typename C, typename... A>
struct Parameters<R (C::*)(A...)>
{
    /** Type of parameter N, from 0. */
    template <std::size_t N>
    using At = std::tuple_element_t<N, std::tuple<A...>>;
};

/**
 * Base, for a class Derived of objects, with GetInstanceTypeId() of Derived. From 3.45 on Object
 * alone answers that, and nobody may override it; before, a class did whose base did.
 */
template <typename Derived,
          typename Base,
          bool = std::is_same_v<decltype(&Base::GetInstanceTypeId), TypeId (Object::*)() const>>
class Typed : public Base
{
  public:
    using Base::Base;
};

/** @copydoc Typed */
template <typename Derived, typename Base>
class Typed<Derived, Base, false> : public Base
{
  public:
    using Base::Base;

    /** @return the type of Derived */
    TypeId GetInstanceTypeId() const override
    {
        return Derived::GetTypeId();
    }
};

/** Calls. @param action what to call */
inline void
Call(const std::function<void()>& action)
{
    action();
}

/** Simulator::Schedule() of any action, where 3.35 knows functions and methods alone.
 * @param delay in how long @param action what is called then */
inline void
ScheduleAction(const Time& delay, const std::function<void()>& action)
{
    Simulator::Schedule(delay, &Call, action);
}

/** A function of any kind that can be compared, as Callback wants of it until 3.36: with its own
 * copies alone it is the same. */
template <typename R, typename... A>
class SharedFunction
{
  public:
    /** @param function what to call */
    explicit SharedFunction(std::function<R(A...)> function)
        : m_function(std::make_shared<std::function<R(A...)>>(std::move(function)))
    {
    }

    /** Calls it. @param arguments its arguments @return what it returns */
    R operator()(A... arguments) const
    {
        return (*m_function)(arguments...);
    }

    /** @param other another @return whether the two are copies of one */
    bool operator!=(const SharedFunction& other) const
    {
        return m_function != other.m_function;
    }

  private:
    std::shared_ptr<std::function<R(A...)>> m_function; //!< what to call
};

/** A callback of any function, which 3.37 takes as it is. @param function what to call, a lambda
 * @return its callback */
template <typename R, typename... A, typename F>
Callback<R, A...>
CallbackOf(F function)
{
    if constexpr (std::is_constructible_v<Callback<R, A...>, F>)
    {
        return Callback<R, A...>(function);
    }
    else
    {
        return Callback<R, A...>(SharedFunction<R, A...>(function), true, true);
    }
}

/** A member of a class C, of type E. */
template <typename E, typename C>
using Member = E C::*;

/** The accessor of an attribute in a member of an enumeration's type: 3.41 wants to be told the
 * type beside the member. @param member the member @return its accessor */
template <typename E, typename C>
auto
EnumAccessor(Member<E, C> member, int) -> decltype(MakeEnumAccessor<E>(member))
{
    return MakeEnumAccessor<E>(member);
}

/** Until 3.40. @param member the member @return its accessor */
template <typename E, typename C>
Ptr<const AttributeAccessor>
EnumAccessor(Member<E, C> member, long)
{
    return MakeEnumAccessor(member);
}

/** Packet::RemoveHeader() of a packet that may be empty: with Packet::EnablePrinting() ns-3 reads
 * beyond its memory there. @param packet what has come @param header what to read, which looks at
 * the length for itself @return bytes read */
template <typename H>
uint32_t
TakeHeader(Ptr<Packet> packet, H& header)
{
    return packet->GetSize() > 0 ? packet->RemoveHeader(header) : packet->PeekHeader(header);
}

/** Whether a packet's source is given, neither 0.0.0.0 nor left out. What is left out is 0.0.0.0
 * from 3.47 on, which deprecates to ask further. @param address the source @return whether it is */
inline bool
IsGiven(const Ipv4Address& address)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    return address.IsInitialized() && !address.IsAny();
#pragma GCC diagnostic pop
}

/** Has a station send a Probe Request to all: until 3.38 the one link needs no number. @param mac a
 * StaWifiMac */
template <typename M>
auto
SendProbeRequest(M& mac, int) -> decltype(mac.SendProbeRequest())
{
    mac.SendProbeRequest();
}

/** From 3.39 to 3.43. @param mac a StaWifiMac */
template <typename M>
auto
SendProbeRequest(M& mac, long) -> decltype(mac.SendProbeRequest(0))
{
    mac.SendProbeRequest(0);
}

/** From 3.44 on. @param mac a StaWifiMac */
template <typename M>
void
SendProbeRequest(M& mac, ...)
{
    mac.EnqueueProbeRequest(mac.GetProbeRequest(0), 0);
}

/** The name of a network: a member's value until 3.38, then one element of many. @param frame a
 * Beacon or a Probe Response @return the name */
template <typename F>
auto
NetworkName(const F& frame, int) -> decltype(frame.GetSsid().PeekString())
{
    return frame.GetSsid().PeekString();
}

/** From 3.39 on. @param frame a Beacon or a Probe Response @return the name */
template <typename F>
std::string
NetworkName(const F& frame, long)
{
    return frame.template Get<Ssid>()->PeekString();
}

/** The constant for a unit test: TestSuite::UNIT until 3.41, then TestSuite::Type::UNIT. */
template <typename S>
constexpr auto
UnitTest(int) -> decltype(S::Type::UNIT)
{
    return S::Type::UNIT;
}

/** Until 3.41. @return the constant */
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

/** Until 3.41. @return the constant */
template <typename C>
constexpr auto
QuickTest(long) -> decltype(C::QUICK)
{
    return C::QUICK;
}

} // namespace l4mobility
} // namespace ns3

#endif /* L4M_NS3_COMPAT_H */
