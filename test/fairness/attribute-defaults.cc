/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Prints the attributes that each type named on the command line has of its own, and their
// defaults: TYPE, NAME, VALUE, with tabs between them.

#include "ns3/mobility-system.h"
#include "ns3/type-id.h"

#include <iostream>

int
main(int argc, char* argv[])
{
    using namespace ns3;
    if (argc < 2 || MobilitySystem::GetNames().empty())
    {
        std::cerr << "usage: attribute-defaults TYPE..., such as Mip4System\n";
        return 2;
    }
    for (int i = 1; i < argc; ++i)
    {
        TypeId type;
        if (!TypeId::LookupByNameFailSafe(std::string("ns3::") + argv[i], &type))
        {
            std::cerr << "attribute-defaults: there is no type ns3::" << argv[i] << "\n";
            return 1;
        }
        for (std::size_t n = 0; n < type.GetAttributeN(); ++n)
        {
            const TypeId::AttributeInformation attribute = type.GetAttribute(n);
            std::cout << argv[i] << "\t" << attribute.name << "\t"
                      << attribute.initialValue->SerializeToString(attribute.checker) << "\n";
        }
    }
    return 0;
}
