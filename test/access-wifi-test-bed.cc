/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "access-wifi-test-bed.h"

#include "ns3/boolean.h"
#include "ns3/constant-velocity-mobility-model.h"
#include "ns3/double.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/mac48-address.h"
#include "ns3/simulator.h"

#include <cmath>
#include <sstream>

namespace ns3
{

const Time WifiTestBed::FRAME = MicroSeconds(1500);

WifiTestBed::WifiTestBed(bool ipv6)
    : bed(ipv6),
      wifi(CreateObject<WifiAccessHelper>())
{
    Mac48Address::ResetAllocationIndex();
    wifi->SetIpv6(ipv6);
    wifi->SetAttribute("Range", DoubleValue(RANGE));
    wifi->SetAttribute("BeaconJitter", BooleanValue(false));
    wifi->SetDhcpAttribute("Collect", TimeValue(Time(0)));
}

AccessNetwork
WifiTestBed::AddNetwork(const std::string& name, double x, uint16_t channel)
{
    uint32_t k = ++m_networks;
    m_nodes.Add(bed.AddRouter(k));
    return wifi->InstallNetwork(name, m_nodes.Get(k - 1), Vector(x, 0, 0), channel, k);
}

void
WifiTestBed::AddMobile(double x)
{
    mobility = CreateObject<ConstantVelocityMobilityModel>();
    bed.GetMobile()->AggregateObject(mobility);
    mobility->SetPosition(Vector(x, 0, 0));
    link = DynamicCast<WifiSupplicant>(wifi->InstallMobile(bed.GetMobile()));
    bed.GetManager()->AddLink(link);
    wifi->AssignStreams(1000);
    m_nodes.Add(bed.GetMobile());
    InternetStackHelper().AssignStreams(m_nodes, 2000);
}

void
WifiTestBed::Teleport(const Time& when, double x)
{
    Simulator::Schedule(when, &MobilityModel::SetPosition, mobility, Vector(x, 0, 0));
}

void
WifiTestBed::Travel(const Time& when, double speed)
{
    Simulator::Schedule(when,
                        &ConstantVelocityMobilityModel::SetVelocity,
                        DynamicCast<ConstantVelocityMobilityModel>(mobility),
                        Vector(speed, 0, 0));
}

double
WifiTestBed::SignalOver(double distance)
{
    // -82 dBm, the weakest that a radio detects, at the end of the range, and 30 dB for each
    // tenfold distance.
    return -82 + 30 * std::log10(RANGE / distance);
}

std::string
WifiTestBed::Where(AccessStep step, uint32_t n) const
{
    for (const auto& [when, event] : bed.events)
    {
        if (event.step == step && n-- == 0)
        {
            return event.network;
        }
    }
    return "-";
}

Time
WifiTestBed::Between(AccessStep from, AccessStep to, uint32_t n) const
{
    return bed.When(to, n) - bed.When(from, n);
}

namespace l4mtest
{

void
Poll(std::function<void()> check)
{
    check();
    Simulator::Schedule(MilliSeconds(5), &Poll, check);
}

void
WatchAddresses(Case& test, AccessTestBed& bed, bool ipv6)
{
    Ptr<Node> node = bed.GetMobile();
    bed.GetManager()->TraceConnectWithoutContext(
        "Event",
        Callback<void, Ptr<Node>, const AccessEvent&>(
            [&test, node, ipv6](Ptr<Node>, const AccessEvent& event) {
                bool usable = event.step == AccessStep::ADDRESS_USABLE;
                if (!usable && event.step != AccessStep::ADDRESS_LOST)
                {
                    return;
                }
                Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
                int32_t interface =
                    ipv6 ? node->GetObject<Ipv6>()->GetInterfaceForAddress(
                               Ipv6Address::ConvertFrom(event.address))
                         : ipv4->GetInterfaceForAddress(Ipv4Address::ConvertFrom(event.address));
                test.Equal(interface >= 0, usable, "an address is there as long as it is usable");
                for (uint32_t i = 0; i < ipv4->GetNInterfaces() && !ipv6; ++i)
                {
                    test.Check(ipv4->GetNAddresses(i) > 0, "no interface is without address");
                }
            }));
}

void
Near(Case& test, const Time& is, const Time& sum, const Time& tolerance, const std::string& what)
{
    std::ostringstream text;
    text << what << ": " << is.As(Time::MS) << ", expected " << sum.As(Time::MS) << " + 0 to "
         << tolerance.As(Time::MS);
    test.Check(is >= sum && is <= sum + tolerance, text.str());
}

} // namespace l4mtest
} // namespace ns3
