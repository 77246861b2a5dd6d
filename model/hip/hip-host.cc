/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "hip-host.h"

#include "l4-mobility-cpu.h"

#include "ns3/abort.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(HipHost);

namespace
{

/** Numbers below are reserved (RFC 4303, 2.1). */
constexpr uint32_t FIRST_SPI{256};

/** NOTIFY: a critical parameter is not known (5.2.16). */
constexpr uint16_t UNSUPPORTED_CRITICAL_PARAMETER_TYPE{1};

/** At most one NOTIFY in this time (6.13 asks for a limit). */
const Time NOTIFY_INTERVAL = Seconds(1);

/** @return whether a parameter's type is known */
bool
IsKnown(uint16_t type)
{
    static const uint16_t known[] = {HIP_ESP_INFO,
                                     HIP_R1_COUNTER,
                                     HIP_LOCATOR,
                                     HIP_PUZZLE,
                                     HIP_SOLUTION,
                                     HIP_SEQ,
                                     HIP_ACK,
                                     HIP_DIFFIE_HELLMAN,
                                     HIP_TRANSFORM,
                                     HIP_HOST_ID,
                                     HIP_NOTIFICATION,
                                     HIP_ECHO_REQUEST_SIGNED,
                                     HIP_REG_INFO,
                                     HIP_REG_REQUEST,
                                     HIP_REG_RESPONSE,
                                     HIP_REG_FAILED,
                                     HIP_ECHO_RESPONSE_SIGNED,
                                     HIP_ESP_TRANSFORM,
                                     HIP_HMAC,
                                     HIP_HMAC_2,
                                     HIP_SIGNATURE_2,
                                     HIP_SIGNATURE,
                                     HIP_ECHO_RESPONSE_UNSIGNED,
                                     HIP_ECHO_REQUEST_UNSIGNED,
                                     HIP_FROM,
                                     HIP_RVS_HMAC,
                                     HIP_VIA_RVS};
    return std::find(std::begin(known), std::end(known), type) != std::end(known);
}

} // namespace

TypeId
HipHost::GetTypeId()
{
    static TypeId tid = TypeId("ns3::HipHost")
                            .SetParent<HipSettings>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<HipHost>()
                            .AddTraceSource("Message",
                                            "A packet of HIP is sent.",
                                            MakeTraceSourceAccessor(&HipHost::m_sentTrace),
                                            "ns3::HipHost::MessageTracedCallback")
                            .AddTraceSource("State",
                                            "An association has another state.",
                                            MakeTraceSourceAccessor(&HipHost::m_stateTrace),
                                            "ns3::HipHost::StateTracedCallback")
                            .AddTraceSource("OwnLocator",
                                            "Data to a peer may leave by a new own address.",
                                            MakeTraceSourceAccessor(&HipHost::m_ownTrace),
                                            "ns3::HipHost::LocatorTracedCallback")
                            .AddTraceSource("PeerLocator",
                                            "Data to a peer goes to its new address.",
                                            MakeTraceSourceAccessor(&HipHost::m_peerTrace),
                                            "ns3::HipHost::LocatorTracedCallback")
                            .AddTraceSource("SameLocator",
                                            "The address that the peer knows is back.",
                                            MakeTraceSourceAccessor(&HipHost::m_unmovedTrace),
                                            "ns3::HipHost::LocatorTracedCallback");
    return tid;
}

HipHost::HipHost() = default;
HipHost::~HipHost() = default;

void
HipHost::DoDispose()
{
    m_associations.clear();
    m_spis.clear();
    m_node = nullptr;
    m_device = nullptr;
    m_costs = HipCosts();
    Object::DoDispose();
}

void
HipHost::Setup(Ptr<Node> node, Applications applications, Ptr<const CryptoCostModel> costs)
{
    m_node = node;
    m_applications = applications;
    m_costs = HipCosts(costs);
    m_cpu = std::make_unique<l4mobility::Cpu>();
    m_random = std::make_unique<HipRandom>("host " + std::to_string(node->GetId()));
    m_identity = std::make_unique<HipPrivateIdentity>(rsaBits, *m_random);
    HipResponder::Offer offer;
    offer.k = k;
    offer.lifetime = puzzleLifetime;
    offer.dhLifetime = dhLifetime;
    offer.interval = r1Interval;
    offer.group = group;
    offer.espSuite = suite;
    offer.registration = registrationLifetime;
    offer.rendezvous = m_serves;
    m_responder = std::make_unique<HipResponder>(*m_identity, offer, *m_random);
    node->AggregateObject(this);
    HipProtocol::Install(node,
                         HipPacket::PROT_NUMBER,
                         HipProtocol::Receiver(&HipHost::ReceiveHip, this));
    HipProtocol::Install(node,
                         HipSecurityAssociation::PROT_NUMBER,
                         HipProtocol::Receiver(&HipHost::ReceiveEsp, this));
    if (applications != Applications::NONE)
    {
        m_device = HipDevice::Install(node,
                                      GetApplicationAddress(),
                                      MakeCallback(&HipHost::Captured, this));
    }
}

void
HipHost::AddPeer(const Ipv6Address& hit, const Address& locator)
{
    m_peers[hit] = locator;
    m_hits[HipIdentity::ToLsi(hit)] = hit;
}

void
HipHost::RegisterAt(const Ipv6Address& server, const Address& locator)
{
    AddPeer(server, locator);
    m_servers.push_back(server);
    Need(server).LocatorsChanged();
}

void
HipHost::ServeRendezvous()
{
    NS_ABORT_MSG_IF(m_responder, "a rendezvous server serves from the beginning");
    m_serves = true;
}

void
HipHost::SetLocators(const std::vector<Address>& locators)
{
    m_moves = true;
    m_locators = locators;
    // Correspondents first: their data waits.
    for (const bool servers : {false, true})
    {
        for (const auto& [peer, association] : m_associations)
        {
            if (IsServer(peer) == servers)
            {
                association->LocatorsChanged();
            }
        }
    }
}

void
HipHost::Close(const Ipv6Address& peer)
{
    if (HipAssociation* association = GetAssociation(peer))
    {
        association->Close();
    }
}

Ipv6Address
HipHost::GetHit() const
{
    return m_identity->GetHit();
}

Address
HipHost::GetApplicationAddress() const
{
    return m_applications == Applications::LSI ? Address(HipIdentity::ToLsi(GetHit()))
                                               : Address(GetHit());
}

Address
HipHost::GetLocator() const
{
    return m_locators.empty() ? Address() : m_locators.front();
}

HipAssociation*
HipHost::GetAssociation(const Ipv6Address& peer)
{
    const auto found = m_associations.find(peer);
    return found == m_associations.end() ? nullptr : found->second.get();
}

HipAssociation&
HipHost::Need(const Ipv6Address& peer)
{
    std::unique_ptr<HipAssociation>& association = m_associations[peer];
    if (!association)
    {
        association = std::make_unique<HipAssociation>(*this, peer);
        m_hits.emplace(HipIdentity::ToLsi(peer), peer);
    }
    return *association;
}

const HipHost::Counters&
HipHost::GetCounters() const
{
    return m_counters;
}

const HipSettings&
HipHost::GetSettings() const
{
    return *this;
}

Address
HipHost::GetKnownLocator(const Ipv6Address& peer) const
{
    const auto found = m_peers.find(peer);
    return found == m_peers.end() ? Address() : found->second;
}

bool
HipHost::IsServer(const Ipv6Address& peer) const
{
    return std::find(m_servers.begin(), m_servers.end(), peer) != m_servers.end();
}

uint32_t
HipHost::MakeSpi(HipAssociation* association)
{
    uint32_t spi = 0;
    while (spi < FIRST_SPI || m_spis.count(spi) != 0)
    {
        spi = static_cast<uint32_t>(m_random->GetNumber(4));
    }
    m_spis[spi] = association;
    return spi;
}

void
HipHost::RemoveSpi(uint32_t spi)
{
    m_spis.erase(spi);
}

bool
HipHost::IsSupported(const HipPacket& packet) const
{
    const std::vector<HipParameter>& all = packet.GetParameters();
    return std::all_of(all.begin(), all.end(), [](const HipParameter& one) {
        return one.type % 2 == 0 || IsKnown(one.type);
    });
}

void
HipHost::Notify(HipAssociation& association, const Address& to, uint16_t type, const HipBytes& data)
{
    if (m_notified && Simulator::Now() < m_lastNotify + NOTIFY_INTERVAL)
    {
        return;
    }
    m_notified = true;
    m_lastNotify = Simulator::Now();
    HipPacket notify(HipPacket::NOTIFY, GetHit(), association.GetPeer());
    notify.Add(HIP_NOTIFICATION, HipWriter().Put(0, 2).Put(type, 2).Put(data).Get());
    notify.Add(HIP_SIGNATURE, m_identity->Sign(notify.GetCovered(HIP_SIGNATURE)));
    m_cpu->Charge(m_costs.GetSigning(m_identity->GetBits()));
    Send(notify, association.GetOwnLocator(), to, &association);
}

void
HipHost::NotifyUnsupported(const HipPacket& packet, const Address& source)
{
    HipAssociation* association = GetAssociation(packet.sender);
    if (!association || !association->IsReady() || packet.type == HipPacket::NOTIFY)
    {
        return;
    }
    const auto unknown = std::find_if(
        packet.GetParameters().begin(),
        packet.GetParameters().end(),
        [](const HipParameter& one) { return one.type % 2 == 1 && !IsKnown(one.type); });
    Notify(*association,
           source,
           UNSUPPORTED_CRITICAL_PARAMETER_TYPE,
           HipWriter().Put(unknown->type, 2).Get());
}

void
HipHost::ReceiveHip(Ptr<Packet> packet, const Address& source, const Address& destination)
{
    HipPacket hip;
    hip.SetAddresses(source, destination);
    packet->PeekHeader(hip);
    if (hip.GetStatus() != HipPacket::Status::GOOD)
    {
        ++(hip.GetStatus() == HipPacket::Status::CHECKSUM ? m_counters.checksum
                                                          : m_counters.malformed);
        return;
    }
    if (!HipIdentity::IsTag(hip.sender) || hip.sender == GetHit())
    {
        ++m_counters.malformed;
        return;
    }
    if (hip.type == HipPacket::I1)
    {
        ReceiveI1(hip, source, destination);
        return;
    }
    if (hip.receiver != GetHit())
    {
        ++m_counters.unknown;
        return;
    }
    if (!IsSupported(hip))
    {
        ++m_counters.unsupported;
        NotifyUnsupported(hip, source);
        return;
    }
    if (hip.type == HipPacket::I2)
    {
        // No state for who has not solved a puzzle.
        m_cpu->Charge(m_costs.GetHashes(1));
        if (!m_responder->FindGeneration(hip, destination, source))
        {
            ++m_counters.puzzle;
            return;
        }
        Need(hip.sender);
    }
    HipAssociation* association = GetAssociation(hip.sender);
    if (!association)
    {
        ++m_counters.unknown;
        return;
    }
    association->Receive(hip, source, destination);
}

void
HipHost::ReceiveI1(const HipPacket& i1, const Address& source, const Address& destination)
{
    if (i1.receiver != GetHit())
    {
        Relay(i1, source);
        return;
    }
    if (!IsSupported(i1))
    {
        ++m_counters.unsupported;
        return;
    }
    HipAssociation* association = GetAssociation(i1.sender);
    const HipAssociation::State state =
        association ? association->GetState() : HipAssociation::State::UNASSOCIATED;
    if (state == HipAssociation::State::E_FAILED ||
        (state == HipAssociation::State::I1_SENT && GetHit() < i1.sender))
    {
        // Both began at the same time: the host with the smaller tag stays initiator (4.4.2).
        ++m_counters.unexpected;
        return;
    }
    const Address initiator = GetInitiator(i1, source);
    if (initiator.IsInvalid())
    {
        ++m_counters.mac;
        return;
    }
    if (!m_responder->MayAnswer(initiator))
    {
        ++m_counters.storm;
        return;
    }
    HipPacket r1 = m_responder->MakeR1(i1.sender, destination, initiator);
    if (i1.Find(HIP_FROM))
    {
        r1.Add(HIP_VIA_RVS, HipWriter().Put(ToHipWire(source)).Get());
    }
    Send(r1, destination, initiator, association);
}

Address
HipHost::GetInitiator(const HipPacket& i1, const Address& source)
{
    // The first of several is the oldest: the initiator's (RFC 5204, 4.2.2).
    const HipBytes* from = i1.Find(HIP_FROM);
    if (!from && !i1.Find(HIP_RVS_HMAC))
    {
        return source;
    }
    for (const Ipv6Address& server : m_servers)
    {
        const HipAssociation* association = GetAssociation(server);
        if (!association || !association->IsRelayMacRight(i1))
        {
            continue;
        }
        if (!from)
        {
            return source;
        }
        return from->size() == 16 ? FromHipWire(HipReader(*from).GetAddress()) : Address();
    }
    return Address();
}

void
HipHost::Relay(const HipPacket& i1, const Address& source)
{
    HipAssociation* client = GetAssociation(i1.receiver);
    if (!client || !client->IsReady() || client->GetServedUntil() <= Simulator::Now())
    {
        ++m_counters.unknown;
        return;
    }
    ++m_counters.relayed;
    HipPacket relayed = i1;
    relayed.Add(HIP_FROM, HipWriter().Put(ToHipWire(source)).Get());
    client->AddRelayMac(relayed);
    Send(relayed, client->GetOwnLocator(), client->GetPeerLocator(), client);
}

void
HipHost::Send(HipPacket packet, const Address& from, const Address& to, HipAssociation* association)
{
    const Ipv6Address peer = association ? association->GetPeer() : packet.receiver;
    m_cpu->WhenDone([this, packet, from, to, peer]() mutable {
        if (from.IsInvalid() || to.IsInvalid())
        {
            ++m_counters.noLocator;
            return;
        }
        if (packet.GetSerializedSize() > HipPacket::MAXIMUM_SIZE)
        {
            ++m_counters.oversize;
            return;
        }
        packet.SetAddresses(from, to);
        Ptr<Packet> whole = Create<Packet>();
        whole->AddHeader(packet);
        HipSent sent;
        sent.name = HipPacket::GetName(packet.type);
        sent.peer = peer;
        sent.bytes = whole->GetSize() + (Ipv4Address::IsMatchingType(to) ? 20 : 40);
        sent.setUp = packet.type <= HipPacket::R2;
        if (SendIp(whole, from, to, HipPacket::PROT_NUMBER))
        {
            m_sentTrace(sent);
        }
    });
}

} // namespace ns3
