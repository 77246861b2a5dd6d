/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-mobile-node.h"

#include "mip4-routing.h"
#include "mip4-tunnel-end.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/ipv4.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip4MobileNode);

/** Index of the loopback interface, which holds the home address in every network. */
static constexpr uint32_t LOOPBACK{0};

/** Random streams that a mobile may use: one for registrations, and one for each device. */
static constexpr int64_t STREAMS{10};

TypeId
Mip4MobileNode::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::Mip4MobileNode")
            .SetParent<Object>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<Mip4MobileNode>()
            .AddAttribute("Trigger",
                          "When a move is acted upon where there is a foreign agent. LinkUp: as "
                          "soon as the link is up, since no address is needed. Notice: when an "
                          "address is usable. Advertisement: when the agent's advertisements have "
                          "stopped for their lifetime, as if no link told of anything",
                          EnumValue(LINK_UP),
                          MakeEnumAccessor(&Mip4MobileNode::m_trigger),
                          MakeEnumChecker(LINK_UP,
                                          "LinkUp",
                                          NOTICE,
                                          "Notice",
                                          ADVERTISEMENT,
                                          "Advertisement"))
            .AddAttribute("ReverseTunnel",
                          "Whether packets to correspondents go through the home agent too (RFC "
                          "3024). False: they go directly, with the home address as source",
                          BooleanValue(false),
                          MakeBooleanAccessor(&Mip4MobileNode::m_reverse),
                          MakeBooleanChecker())
            .AddTraceSource("Attached",
                            "Packets go by another attachment from now on.",
                            MakeTraceSourceAccessor(&Mip4MobileNode::m_attached),
                            "ns3::Mip4MobileNode::AttachedTracedCallback")
            .AddTraceSource("Message",
                            "A message is sent.",
                            MakeTraceSourceAccessor(&Mip4MobileNode::m_message),
                            "ns3::Mip4SentTracedCallback");
    return tid;
}

Mip4MobileNode::Mip4MobileNode()
    : m_registration(CreateObject<Mip4Registration>())
{
    m_discoveryFactory.SetTypeId(Mip4Discovery::GetTypeId());
}

Mip4MobileNode::~Mip4MobileNode() = default;

void
Mip4MobileNode::DoDispose()
{
    m_registration->Dispose();
    for (auto& [device, discovery] : m_discoveries)
    {
        discovery->Dispose();
    }
    m_discoveries.clear();
    m_current.reset();
    m_target.reset();
    m_homeDevice = nullptr;
    m_tunnel = nullptr;
    m_manager = nullptr;
    m_node = nullptr;
    Object::DoDispose();
}

void
Mip4MobileNode::Setup(Ptr<Node> node, const Settings& settings)
{
    node->AggregateObject(this);
    m_node = node;
    m_settings = settings;
    m_manager = node->GetObject<AccessManager>();
    NS_ABORT_MSG_UNLESS(m_manager, "a mobile needs an AccessManager");
    // /32: it makes no other host a neighbour.
    node->GetObject<Ipv4>()->AddAddress(
        LOOPBACK,
        Ipv4InterfaceAddress(settings.homeAddress, Ipv4Mask::GetOnes()));
    m_tunnel = Mip4TunnelDevice::Install(node, MakeCallback(&Mip4MobileNode::ChooseTunnel, this));
    Mip4Routing::Install(
        node,
        MakeCallback(&Mip4MobileNode::Route, this),
        MakeNullCallback<Ptr<Ipv4Route>, const Ipv4Header&, Ptr<const NetDevice>>());
    Mip4TunnelEnd::Get(node)->AddAcceptor(MakeCallback(&Mip4MobileNode::Accepts, this));
    m_registration->Setup(node,
                          settings.homeAddress,
                          settings.homeAgent,
                          settings.security,
                          MakeCallback(&Mip4MobileNode::Registered, this));
    m_registration->TraceConnectWithoutContext("Message",
                                               MakeCallback(&Mip4MobileNode::Tell, this));
    m_manager->TraceConnectWithoutContext("Event", MakeCallback(&Mip4MobileNode::LinkEvent, this));
    m_manager->TraceConnectWithoutContext("UsableAddresses",
                                          MakeCallback(&Mip4MobileNode::Told, this));
}

void
Mip4MobileNode::Tell(const Mip4Sent& sent)
{
    m_message(sent);
}

void
Mip4MobileNode::SetDiscoveryAttribute(const std::string& name, const AttributeValue& value)
{
    m_discoveryFactory.Set(name, value);
}

Ipv4Address
Mip4MobileNode::GetHomeAddress() const
{
    return m_settings.homeAddress;
}

Ptr<Mip4Registration>
Mip4MobileNode::GetRegistration() const
{
    return m_registration;
}

const Mip4MobileNode::Attachment*
Mip4MobileNode::GetAttachment() const
{
    return m_current ? &*m_current : nullptr;
}

uint64_t
Mip4MobileNode::GetDropped() const
{
    return m_tunnel->GetDropped();
}

int64_t
Mip4MobileNode::AssignStreams(int64_t stream)
{
    m_stream = stream + m_registration->AssignStreams(stream);
    return STREAMS;
}

Ptr<Mip4Discovery>
Mip4MobileNode::GetDiscovery(Ptr<NetDevice> device)
{
    Ptr<Mip4Discovery>& discovery = m_discoveries[device->GetIfIndex()];
    if (!discovery)
    {
        discovery = m_discoveryFactory.Create<Mip4Discovery>();
        discovery->Setup(device,
                         m_settings.homeAddress,
                         MakeCallback(&Mip4MobileNode::AgentFound, this).Bind(device),
                         MakeCallback(&Mip4MobileNode::AgentLost, this).Bind(device));
        discovery->TraceConnectWithoutContext("Message", MakeCallback(&Mip4MobileNode::Tell, this));
        discovery->GetLink()->TraceConnectWithoutContext("Message",
                                                         MakeCallback(&Mip4MobileNode::Tell, this));
        m_stream += m_stream < 0 ? 0 : discovery->AssignStreams(m_stream);
    }
    return discovery;
}

bool
Mip4MobileNode::HasAgent(const std::string& network) const
{
    return m_settings.agents && m_settings.agentless.count(network) == 0;
}

void
Mip4MobileNode::LinkEvent(Ptr<Node> /* node */, const AccessEvent& event)
{
    if (!HasAgent(event.network) || m_trigger == ADVERTISEMENT)
    {
        return;
    }
    Ptr<NetDevice> device = m_node->GetDevice(event.device);
    if (event.step == AccessStep::LINK_LOST)
    {
        GetDiscovery(device)->End();
        Detach(device);
    }
    if (event.step == AccessStep::LINK_UP && m_trigger == LINK_UP)
    {
        // A link that comes while another carries the packets is used when it is preferred.
        Ptr<AccessLink> preferred = m_manager->GetPreferred();
        if (!preferred || preferred->GetDevice() == device)
        {
            Discover(device);
        }
    }
}

void
Mip4MobileNode::Told(Ptr<Node> /* node */, const UsableAddresses& usable)
{
    const auto isUsable = [&usable](const Attachment& attachment) {
        return std::any_of(usable.all.begin(), usable.all.end(), [&](const UsableAddress& one) {
            return one.address == Address(attachment.careOf);
        });
    };
    const std::optional<Attachment> attachments[] = {m_current, m_target};
    for (const std::optional<Attachment>& attachment : attachments)
    {
        if (attachment && attachment->kind == Kind::CO_LOCATED && !isUsable(*attachment))
        {
            Detach(attachment->device);
        }
    }
    if (!m_settings.agents && m_homeDevice &&
        std::none_of(usable.all.begin(), usable.all.end(), [this](const UsableAddress& one) {
            return one.device == m_homeDevice->GetIfIndex();
        }))
    {
        Detach(m_homeDevice);
    }
    const auto first =
        std::find_if(usable.all.begin(), usable.all.end(), [](const UsableAddress& one) {
            return Ipv4Address::IsMatchingType(one.address);
        });
    if (first == usable.all.end())
    {
        return;
    }
    if (HasAgent(first->network))
    {
        Discover(m_node->GetDevice(first->device));
    }
    else
    {
        UseAddress(*first);
    }
}

void
Mip4MobileNode::Discover(Ptr<NetDevice> device)
{
    Ptr<Mip4Discovery> discovery = GetDiscovery(device);
    if (!discovery->IsRunning())
    {
        m_began = Simulator::Now();
        discovery->Begin();
    }
    else if (discovery->GetAgent() && (!m_target || m_target->device != device))
    {
        m_began = Simulator::Now();
        AgentFound(device, *discovery->GetAgent(), false);
    }
}

void
Mip4MobileNode::AgentFound(Ptr<NetDevice> device,
                           const Mip4Discovery::Agent& agent,
                           bool /* restarted */)
{
    Attachment attachment;
    attachment.device = device;
    attachment.router = agent.address;
    attachment.careOf = m_settings.homeAddress;
    if (agent.address != m_settings.homeAgent)
    {
        const uint8_t flags = agent.advert.flags;
        if (!(flags & Mip4Advertisement::FOREIGN_AGENT) || agent.advert.careOf.empty())
        {
            return;
        }
        attachment.kind = Kind::FOREIGN;
        attachment.careOf = agent.advert.careOf.front();
        attachment.reverse = m_reverse && (flags & Mip4Advertisement::REVERSE_TUNNEL);
        attachment.lifetime = agent.advert.registrationLifetime;
    }
    Ptr<Mip4Link> link = GetDiscovery(device)->GetLink();
    link->Enter(agent.address, link->GetHeard(agent.address), true);
    Attach(attachment);
}

void
Mip4MobileNode::AgentLost(Ptr<NetDevice> device)
{
    Detach(device);
}

void
Mip4MobileNode::UseAddress(const UsableAddress& usable)
{
    const Ipv4Address address = Ipv4Address::ConvertFrom(usable.address);
    const bool home =
        m_settings.homeMask.IsMatch(address, m_settings.homeAddress) && !m_settings.agents;
    Attachment attachment;
    attachment.kind = home ? Kind::HOME : Kind::CO_LOCATED;
    attachment.device = m_node->GetDevice(usable.device);
    attachment.router = home ? m_settings.homeAgent : Ipv4Address::ConvertFrom(usable.gateway);
    attachment.careOf = home ? m_settings.homeAddress : address;
    attachment.reverse = m_reverse && !home;
    if (m_target && m_target->kind == attachment.kind && m_target->careOf == attachment.careOf &&
        m_target->device == attachment.device && m_target->router == attachment.router)
    {
        return;
    }
    m_began = Simulator::Now();
    Attach(attachment);
}

void
Mip4MobileNode::Attach(const Attachment& attachment)
{
    m_target = attachment;
    if (attachment.kind == Kind::HOME)
    {
        ComeHome();
        return;
    }
    SetAtHome(nullptr);
    Register();
}

void
Mip4MobileNode::ComeHome()
{
    // Section 4.6: ARP first, and then the deregistration.
    SetAtHome(m_target->device);
    GetDiscovery(m_target->device)
        ->GetLink()
        ->Announce(m_settings.homeAddress, m_target->device->GetAddress());
    m_registration->End();
    Switch();
    if (m_bound)
    {
        Register();
    }
}

void
Mip4MobileNode::SetAtHome(Ptr<NetDevice> device)
{
    if (device == m_homeDevice)
    {
        return;
    }
    Ptr<Ipv4> ipv4 = m_node->GetObject<Ipv4>();
    if (m_homeDevice)
    {
        GetDiscovery(m_homeDevice)->GetLink()->Quiet(m_settings.homeAddress);
        ipv4->RemoveAddress(static_cast<uint32_t>(ipv4->GetInterfaceForDevice(m_homeDevice)),
                            m_settings.homeAddress);
    }
    m_homeDevice = device;
    if (device)
    {
        ipv4->AddAddress(static_cast<uint32_t>(ipv4->GetInterfaceForDevice(device)),
                         Ipv4InterfaceAddress(m_settings.homeAddress, Ipv4Mask::GetOnes()));
    }
}

void
Mip4MobileNode::Register()
{
    Mip4Registration::Target target;
    const uint16_t wanted = m_registration->GetLifetime();
    target.careOf = m_target->careOf;
    target.source = m_target->kind == Kind::CO_LOCATED ? m_target->careOf : m_settings.homeAddress;
    target.destination = m_target->kind == Kind::FOREIGN ? m_target->router : m_settings.homeAgent;
    target.flags = m_target->reverse ? Mip4Message::REVERSE_TUNNEL : 0;
    switch (m_target->kind)
    {
    case Kind::HOME:
        break;
    case Kind::FOREIGN:
        target.lifetime = std::min(wanted, m_target->lifetime);
        break;
    case Kind::CO_LOCATED:
        target.lifetime = wanted;
        target.flags |= Mip4Message::DECAPSULATION;
        break;
    }
    m_bound = true;
    m_registration->Begin(target);
}

void
Mip4MobileNode::Registered(bool renewed)
{
    if (m_target->kind == Kind::HOME)
    {
        m_bound = false;
        m_registration->End();
    }
    else if (!renewed)
    {
        Switch();
    }
}

void
Mip4MobileNode::Switch()
{
    m_current = m_target;
    m_attached(*m_current, m_began);
}

void
Mip4MobileNode::Detach(Ptr<NetDevice> device)
{
    if (m_homeDevice == device)
    {
        SetAtHome(nullptr);
    }
    if (m_target && m_target->device == device)
    {
        m_target.reset();
        m_registration->End();
    }
    if (m_current && m_current->device == device)
    {
        m_current.reset();
    }
}

Ptr<Ipv4Route>
Mip4MobileNode::Route(const Ipv4Header& header, Ptr<const NetDevice> oif)
{
    const Ipv4Address to = header.GetDestination();
    const Ipv4Address from = header.GetSource();
    const bool anySource = !from.IsInitialized() || from.IsAny();
    if ((anySource && oif) || to.IsLocalhost() ||
        m_node->GetObject<Ipv4>()->GetInterfaceForAddress(to) >= 0)
    {
        return nullptr;
    }
    return anySource || from == m_settings.homeAddress ? RouteFromHome(to)
                                                       : RouteFromCareOf(from, to);
}

Ptr<Ipv4Route>
Mip4MobileNode::RouteFromHome(const Ipv4Address& destination)
{
    const Ipv4Address home = m_settings.homeAddress;
    const Ipv4Address onLink = Ipv4Address::GetAny();
    if (m_target && m_target->kind != Kind::CO_LOCATED && destination == m_target->router)
    {
        return MakeMip4Route(m_target->device, onLink, home, destination);
    }
    // Without a way, and in a reverse tunnel of one's own, packets go to the tunnel's entrance.
    if (!m_current || (m_current->kind == Kind::CO_LOCATED && m_current->reverse))
    {
        return MakeMip4Route(m_tunnel, onLink, home, destination);
    }
    const bool neighbour =
        m_current->kind == Kind::HOME && m_settings.homeMask.IsMatch(destination, home);
    return MakeMip4Route(m_current->device,
                         neighbour ? onLink : m_current->router,
                         home,
                         destination);
}

Ptr<Ipv4Route>
Mip4MobileNode::RouteFromCareOf(const Ipv4Address& source, const Ipv4Address& destination)
{
    for (const UsableAddress& usable : m_manager->GetUsable().all)
    {
        if (usable.address == Address(source))
        {
            return MakeMip4Route(m_node->GetDevice(usable.device),
                                 Ipv4Address::ConvertFrom(usable.gateway),
                                 source,
                                 destination);
        }
    }
    return nullptr;
}

std::optional<Mip4Tunnel>
Mip4MobileNode::ChooseTunnel(const Ipv4Header& /* header */)
{
    if (!m_current || m_current->kind != Kind::CO_LOCATED || !m_current->reverse)
    {
        return std::nullopt;
    }
    Ptr<Ipv4Route> route = RouteFromCareOf(m_current->careOf, m_settings.homeAgent);
    return Mip4Tunnel{m_current->careOf, m_settings.homeAgent, route};
}

bool
Mip4MobileNode::Accepts(const Ipv4Header& outer, const Ipv4Header& inner)
{
    return outer.GetSource() == m_settings.homeAgent &&
           inner.GetDestination() == m_settings.homeAddress;
}

} // namespace ns3
