/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4_MOBILITY_TEST_CASE_H
#define L4_MOBILITY_TEST_CASE_H

#include "ns3/test.h"

#include <functional>
#include <string>

namespace ns3
{
namespace l4mtest
{

/** A test case whose body is a function. */
class Case : public TestCase
{
  public:
    /** @param name names the requirements that it tests @param body what it does */
    Case(const std::string& name, std::function<void(Case&)> body)
        : TestCase(name),
          m_body(std::move(body))
    {
    }

    /** Fails the case unless something holds. @param holds the thing @param what in words */
    void Check(bool holds, const std::string& what)
    {
        NS_TEST_EXPECT_MSG_EQ(holds, true, what);
    }

    /** Fails the case unless two things are equal. @param is one @param expected the other @param
     * what in words */
    template <typename A, typename B>
    void Equal(const A& is, const B& expected, const std::string& what)
    {
        NS_TEST_EXPECT_MSG_EQ((is == expected),
                              true,
                              what << ": " << is << ", expected " << expected);
    }

    /** @return the name of a file in the test's own directory */
    std::string TempFile(const std::string& name)
    {
        return CreateTempDirFilename(name);
    }

  private:
    void DoRun() override
    {
        m_body(*this);
    }

    std::function<void(Case&)> m_body; //!< what it does
};

} // namespace l4mtest
} // namespace ns3

#endif /* L4_MOBILITY_TEST_CASE_H */
