/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef VALIDATION_LINE_H
#define VALIDATION_LINE_H

#include "ns3/nstime.h"

#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>

/**
 * @file validation-line.h
 * What the programs of ./l4m validate print: lines of its table.
 */

/** Whether a result was out of its bounds. */
inline bool g_failed = false;

inline std::string
Text(double value, int digits)
{
    std::ostringstream text;
    text << std::fixed << std::setprecision(digits) << value;
    return text.str();
}

/** @return milliseconds as a text */
inline std::string
Milliseconds(const ns3::Time& time)
{
    return Text(time.GetSeconds() * 1000, 3);
}

/** Prints a line of the table. @param what with its unit @param measured value @param expected
 * value, with its source @param holds whether it is so */
inline void
Result(const std::string& what,
       const std::string& measured,
       const std::string& expected,
       bool holds)
{
    std::cout << "RESULT\t" << what << "\t" << measured << "\t" << expected << "\t"
              << (holds ? "holds" : "fails") << std::endl;
    g_failed = g_failed || !holds;
}

#endif /* VALIDATION_LINE_H */
