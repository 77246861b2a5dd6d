/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "stack.h"

#include "ns3/boolean.h"
#include "ns3/l4-mobility-helper.h"
#include "ns3/pointer.h"
#include "ns3/string.h"

#include <stdexcept>

using namespace ns3;

namespace l4m
{
namespace paper
{

void
Stack::Install(const NodeContainer& hosts) const
{
    if (!mobile)
    {
        return;
    }
    std::string error;
    Ptr<CryptoCostModel> model = CryptoCostModel::FromName(costs, error);
    if (!model)
    {
        throw std::runtime_error(error);
    }
    L4MobilityHelper helper;
    helper.SetPaperPreset();
    helper.SetAttribute("Suites", StringValue(suite));
    helper.SetAttribute("Kick", BooleanValue(kick));
    helper.SetAttribute("EmptyPacket", BooleanValue(emptyPacket));
    helper.SetAttribute("CostModel", PointerValue(model));
    helper.Install(hosts);
}

TypeId
Stack::GetTcpFactory() const
{
    return TypeId::LookupByName(mobile ? "ns3::MobileTcpSocketFactory" : "ns3::TcpSocketFactory");
}

TypeId
Stack::GetUdpFactory() const
{
    return TypeId::LookupByName(mobile ? "ns3::MobileUdpSocketFactory" : "ns3::UdpSocketFactory");
}

Stack
Stack::Plain()
{
    return Stack();
}

Stack
Stack::Paper()
{
    Stack stack;
    stack.mobile = true;
    return stack;
}

Stack
Stack::Kick()
{
    Stack stack = Paper();
    stack.kick = true;
    return stack;
}

} // namespace paper
} // namespace l4m
