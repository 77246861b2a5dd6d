/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "l4-mobility-protocol.h"

#include "l4-mobility-address.h"
#include "l4-mobility-core.h"
#include "mobile-socket-factory.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <sstream>

namespace ns3
{

using namespace l4mobility;

NS_LOG_COMPONENT_DEFINE("L4MobilityProtocol");
NS_OBJECT_ENSURE_REGISTERED(L4MobilityProtocol);

TypeId
L4MobilityProtocol::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::L4MobilityProtocol")
            .SetParent<Object>()
            .SetGroupName("L4Mobility")
            .AddConstructor<L4MobilityProtocol>()
            .AddAttribute(
                "Suites",
                "Names of the allowed suites, comma separated, as initiator in order of "
                "preference: paper, modp1536-hmac-sha1, modp1536-hmac-sha256, "
                "modp2048-..., modp3072-..., default, fast",
                StringValue("default,fast"),
                MakeStringAccessor(&L4MobilityProtocol::SetSuites, &L4MobilityProtocol::GetSuites),
                MakeStringChecker())
            .AddAttribute("Candidates",
                          "Port pairs in a first L4_INIT, 1 to 16 (R14)",
                          UintegerValue(4),
                          MakeUintegerAccessor(&L4MobilityProtocol::m_candidates),
                          MakeUintegerChecker<uint8_t>(1, L4M_PAIRS_MAX))
            .AddAttribute("MaxRounds",
                          "Rounds of L4_INIT and L4_OFFER before set-up fails, 1 to 16 (R14)",
                          UintegerValue(4),
                          MakeUintegerAccessor(&L4MobilityProtocol::m_maxRounds),
                          MakeUintegerChecker<uint8_t>(1, 16))
            .AddAttribute(
                "Policy",
                "What becomes of a connection with a peer that has no mobility, or no "
                "suite in common: \"Fallback\" (an ordinary connection) or \"Require\" "
                "(refused) (R18)",
                StringValue("Fallback"),
                MakeStringAccessor(&L4MobilityProtocol::SetPolicy, &L4MobilityProtocol::GetPolicy),
                MakeStringChecker())
            .AddAttribute("Kick",
                          "Whether TCP retransmits at once after an own move and after the peer's; "
                          "false is the paper's own behaviour: it waits for its timer",
                          BooleanValue(true),
                          MakeBooleanAccessor(&L4MobilityProtocol::m_kick),
                          MakeBooleanChecker())
            .AddAttribute("EmptyPacket",
                          "Whether an empty packet is sent after a move where there is no data to "
                          "send (R9)",
                          BooleanValue(true),
                          MakeBooleanAccessor(&L4MobilityProtocol::m_emptyPacket),
                          MakeBooleanChecker())
            .AddAttribute("EmptyTimeout",
                          "Time until the empty packet is first repeated, doubling from then on",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&L4MobilityProtocol::m_emptyTimeout),
                          MakeTimeChecker(MicroSeconds(1), Days(1)))
            .AddAttribute("EmptyTries",
                          "Transmissions of the empty packet for each move, 1 to 16; 1: it is "
                          "never repeated",
                          UintegerValue(8),
                          MakeUintegerAccessor(&L4MobilityProtocol::m_emptyTries),
                          MakeUintegerChecker<uint8_t>(1, 16))
            .AddAttribute("InitTimeout",
                          "UDP: time until an L4_INIT is first repeated, doubling from then on",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&L4MobilityProtocol::m_initTimeout),
                          MakeTimeChecker(MicroSeconds(1), Days(1)))
            .AddAttribute("InitTries",
                          "UDP: transmissions of an L4_INIT before set-up fails, 1 to 16",
                          UintegerValue(4),
                          MakeUintegerAccessor(&L4MobilityProtocol::m_initTries),
                          MakeUintegerChecker<uint8_t>(1, 16))
            .AddAttribute("PrecomputedKeys",
                          "Key pairs made ahead, of the first suite, so that a connection need not "
                          "wait for one; each used one is replaced at no cost of time",
                          UintegerValue(0),
                          MakeUintegerAccessor(&L4MobilityProtocol::m_precomputedKeys),
                          MakeUintegerChecker<uint32_t>(0, 65536))
            .AddAttribute("IdleTimeout",
                          "Time without a packet from the peer after which an association ends; "
                          "the maximum means never",
                          TimeValue(Time::Max()),
                          MakeTimeAccessor(&L4MobilityProtocol::m_idleTimeout),
                          MakeTimeChecker(MicroSeconds(1)))
            .AddAttribute("UdpQueue",
                          "Datagrams of a UDP socket that wait for its association; further ones "
                          "are dropped",
                          UintegerValue(64),
                          MakeUintegerAccessor(&L4MobilityProtocol::m_udpQueue),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("MobilePorts",
                          "Sockets that are mobile although made by an ordinary factory, by own or "
                          "peer's port: \"all\", or a comma-separated list of \"udp:PORT\", "
                          "\"tcp:PORT\", \"udp:all\", \"tcp:all\"",
                          StringValue(""),
                          MakeStringAccessor(&L4MobilityProtocol::SetMobilePorts,
                                             &L4MobilityProtocol::GetMobilePorts),
                          MakeStringChecker())
            .AddAttribute("CostModel",
                          "How long cryptography takes in simulated time",
                          PointerValue(),
                          MakePointerAccessor(&L4MobilityProtocol::SetCostModel,
                                              &L4MobilityProtocol::GetCostModel),
                          MakePointerChecker<CryptoCostModel>())
            .AddAttribute("KeyLog",
                          "File to which a line is appended for each association that this node "
                          "began, so that captures can be verified: \"l4m tcp|udp "
                          "INITIATOR-PORT RESPONDER-PORT SUITE I2R R2I CONFIRM\", ports as on the "
                          "wire, keys in hexadecimal; empty: none. Whoever reads it can forge "
                          "packets",
                          StringValue(""),
                          MakeStringAccessor(&L4MobilityProtocol::m_keyLog),
                          MakeStringChecker())
            .AddTraceSource("Established",
                            "An association was established",
                            MakeTraceSourceAccessor(&L4MobilityProtocol::m_established),
                            "ns3::L4MobilityProtocol::AssociationTracedCallback")
            .AddTraceSource("PortsNegotiated",
                            "A port pair was agreed on (R13)",
                            MakeTraceSourceAccessor(&L4MobilityProtocol::m_portsNegotiated),
                            "ns3::L4MobilityProtocol::AssociationTracedCallback")
            .AddTraceSource("Moved",
                            "The own address of an association changed (R10)",
                            MakeTraceSourceAccessor(&L4MobilityProtocol::m_moved),
                            "ns3::L4MobilityProtocol::MovedTracedCallback")
            .AddTraceSource("Followed",
                            "The peer is known to have followed an own move",
                            MakeTraceSourceAccessor(&L4MobilityProtocol::m_followed),
                            "ns3::L4MobilityProtocol::AssociationTracedCallback")
            .AddTraceSource("PeerMoved",
                            "The peer of an association moved (R8, R11)",
                            MakeTraceSourceAccessor(&L4MobilityProtocol::m_peerMoved),
                            "ns3::L4MobilityProtocol::MovedTracedCallback")
            .AddTraceSource("Rejected",
                            "A received packet was discarded (R7)",
                            MakeTraceSourceAccessor(&L4MobilityProtocol::m_rejected),
                            "ns3::L4MobilityProtocol::RejectedTracedCallback")
            .AddTraceSource("Signalling",
                            "A message of the protocol itself is sent",
                            MakeTraceSourceAccessor(&L4MobilityProtocol::m_signalling),
                            "ns3::L4MobilityProtocol::SignallingTracedCallback")
            .AddTraceSource("Failed",
                            "The set-up of an association failed, or the association ended by "
                            "itself",
                            MakeTraceSourceAccessor(&L4MobilityProtocol::m_failed),
                            "ns3::L4MobilityProtocol::FailedTracedCallback");
    return tid;
}

L4MobilityProtocol::L4MobilityProtocol()
    : m_core(std::make_unique<L4MobilityCore>(*this)),
      m_costModel(CreateObject<CryptoCostModel>())
{
}

L4MobilityProtocol::~L4MobilityProtocol() = default;

void
L4MobilityProtocol::NotifyNewAggregate()
{
    Ptr<Node> node = GetObject<Node>();
    if (node && !m_installed)
    {
        m_installed = true;
        m_core->Install(node);
        node->AggregateObject(CreateObject<MobileTcpSocketFactory>());
        node->AggregateObject(CreateObject<MobileUdpSocketFactory>());
    }
    Object::NotifyNewAggregate();
}

void
L4MobilityProtocol::DoDispose()
{
    m_core->Dispose();
    Object::DoDispose();
}

L4MobilityCore&
L4MobilityProtocol::GetCore() const
{
    return *m_core;
}

/** @return the comma-separated parts of a string, without white space around them */
static std::vector<std::string>
Split(const std::string& list)
{
    std::vector<std::string> parts;
    std::istringstream in(list);
    for (std::string part; std::getline(in, part, ',');)
    {
        part.erase(std::remove_if(part.begin(), part.end(), ::isspace), part.end());
        parts.push_back(part);
    }
    if (!list.empty() && list.back() == ',')
    {
        parts.emplace_back();
    }
    return parts;
}

std::string
L4MobilityProtocol::ParseSuites(const std::string& names, std::vector<uint16_t>& ids)
{
    ids.clear();
    for (const std::string& name : Split(names))
    {
        const l4m_suite* suite = l4m_suite_by_name(name.c_str());
        if (!suite || std::count(ids.begin(), ids.end(), suite->id) != 0)
        {
            std::size_t count = 0;
            const l4m_suite* all = l4m_suites(&count);
            std::string error = (suite ? "suite named twice: \"" : "unknown suite \"") + name +
                                "\"; allowed, each once:";
            for (std::size_t i = 0; i < count; ++i)
            {
                error += std::string(i == 0 ? " " : ", ") + all[i].name;
            }
            return error;
        }
        ids.push_back(suite->id);
    }
    return ids.empty() ? "no suite named" : "";
}

void
L4MobilityProtocol::SetSuites(std::string names)
{
    std::string error = ParseSuites(names, m_suiteIds);
    NS_ABORT_MSG_UNLESS(error.empty(), "L4MobilityProtocol, Suites: " << error);
    m_suites = names;
}

std::string
L4MobilityProtocol::GetSuites() const
{
    return m_suites;
}

void
L4MobilityProtocol::SetPolicy(std::string policy)
{
    NS_ABORT_MSG_IF(policy != "Fallback" && policy != "Require",
                    "L4MobilityProtocol, Policy: \"" << policy
                                                     << "\" is not \"Fallback\" or \"Require\"");
    m_require = policy == "Require";
}

std::string
L4MobilityProtocol::GetPolicy() const
{
    return m_require ? "Require" : "Fallback";
}

void
L4MobilityProtocol::SetMobilePorts(std::string ports)
{
    std::set<uint32_t> listed;
    for (const std::string& part : Split(ports))
    {
        const std::string protocol = part.substr(0, part.find(':'));
        const std::string port = part.find(':') == std::string::npos ? "" : part.substr(4);
        uint32_t number = 0;
        std::istringstream in(port);
        bool all = port == "all" || part == "all";
        bool known = part == "all" || protocol == "tcp" || protocol == "udp";
        if (!known || (!all && (!(in >> number) || !in.eof() || number == 0 || number > 65535)))
        {
            NS_ABORT_MSG("L4MobilityProtocol, MobilePorts: \""
                         << part
                         << "\" is not \"all\", \"tcp:all\", \"udp:all\", \"tcp:PORT\" or "
                            "\"udp:PORT\" with a port from 1 to 65535");
        }
        for (uint8_t p : {L4M_PROTO_TCP, L4M_PROTO_UDP})
        {
            if (part == "all" || protocol == (p == L4M_PROTO_TCP ? "tcp" : "udp"))
            {
                listed.insert(static_cast<uint32_t>(p) << 16 | number);
            }
        }
    }
    m_listedPorts = listed;
    m_mobilePorts = ports;
}

std::string
L4MobilityProtocol::GetMobilePorts() const
{
    return m_mobilePorts;
}

bool
L4MobilityProtocol::IsListed(uint8_t protocol, uint16_t port) const
{
    const uint32_t all = static_cast<uint32_t>(protocol) << 16;
    return !m_listedPorts.empty() &&
           (m_listedPorts.count(all) != 0 || m_listedPorts.count(all | port) != 0);
}

void
L4MobilityProtocol::SetCostModel(Ptr<CryptoCostModel> model)
{
    m_costModel = model ? model : CreateObject<CryptoCostModel>();
}

Ptr<CryptoCostModel>
L4MobilityProtocol::GetCostModel() const
{
    return m_costModel;
}

void
L4MobilityProtocol::NotifyAddressChange()
{
    m_core->CheckAddresses();
}

void
L4MobilityProtocol::AddHostAddresses(const std::vector<Address>& addresses)
{
    std::vector<l4m_addr> host;
    for (const Address& address : addresses)
    {
        l4m_addr a = FromAddress(address);
        NS_ABORT_MSG_IF(a.family == 0,
                        "L4MobilityProtocol::AddHostAddresses: " << address
                                                                 << " is no Ipv4Address or "
                                                                    "Ipv6Address");
        host.push_back(a);
    }
    m_core->GetIp().AddHost(host);
}

uint64_t
L4MobilityProtocol::GetDiscarded(l4m_error reason) const
{
    return m_core->PeekHost() ? l4m_host_discarded(m_core->PeekHost(), reason) : 0;
}

uint64_t
L4MobilityProtocol::GetDiscardedTotal() const
{
    uint64_t total = 0;
    for (int reason = L4M_OK; reason < L4M_ERR_COUNT; ++reason)
    {
        total += GetDiscarded(static_cast<l4m_error>(reason));
    }
    return total;
}

uint32_t
L4MobilityProtocol::GetNAssociations() const
{
    return m_core->PeekHost() ? static_cast<uint32_t>(l4m_host_associations(m_core->PeekHost()))
                              : 0;
}

std::vector<L4MobilityInfo>
L4MobilityProtocol::GetAssociations() const
{
    std::vector<L4MobilityInfo> infos;
    for (const Ptr<Flow>& flow : m_core->Flows().All())
    {
        if (flow->assoc)
        {
            infos.push_back(flow->Info());
        }
    }
    return infos;
}

l4m_host*
L4MobilityProtocol::GetHost() const
{
    return m_core->Host();
}

} // namespace ns3
