/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-mobile-node.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/ipv4.h"
#include "ns3/l4m-ns3-compat.h"
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
                          l4mobility::EnumAccessor(&Mip4MobileNode::m_trigger, 0),
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
    : m_routing(CreateObject<Mip4MobileRouting>()),
      m_registration(CreateObject<Mip4Registration>())
{
    m_discoveryFactory.SetTypeId(Mip4Discovery::GetTypeId());
}

Mip4MobileNode::~Mip4MobileNode() = default;

void
Mip4MobileNode::DoDispose()
{
    m_routing->Dispose();
    m_registration->Dispose();
    for (auto& [device, discovery] : m_discoveries)
    {
        discovery->Dispose();
    }
    m_discoveries.clear();
    m_homeDevice = nullptr;
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
    // /32: it makes no other host a neighbour.
    node->GetObject<Ipv4>()->AddAddress(
        LOOPBACK,
        Ipv4InterfaceAddress(settings.homeAddress, Ipv4Mask::GetOnes()));
    m_routing->Setup(node, settings.homeAddress, settings.homeAgent, settings.homeMask);
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
    const std::optional<Attachment>& current = m_routing->GetCurrent();
    return current ? &*current : nullptr;
}

uint64_t
Mip4MobileNode::GetDropped() const
{
    return m_routing->GetDropped();
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
    const std::optional<Attachment> attachments[] = {m_routing->GetCurrent(),
                                                     m_routing->GetTarget()};
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
    else if (discovery->GetAgent() &&
             (!m_routing->GetTarget() || m_routing->GetTarget()->device != device))
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
    const std::optional<Attachment>& target = m_routing->GetTarget();
    if (target && target->kind == attachment.kind && target->careOf == attachment.careOf &&
        target->device == attachment.device && target->router == attachment.router)
    {
        return;
    }
    m_began = Simulator::Now();
    Attach(attachment);
}

void
Mip4MobileNode::Attach(const Attachment& attachment)
{
    m_routing->SetTarget(attachment);
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
    Ptr<NetDevice> device = m_routing->GetTarget()->device;
    SetAtHome(device);
    GetDiscovery(device)->GetLink()->Announce(m_settings.homeAddress, device->GetAddress());
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
    const Attachment& attachment = *m_routing->GetTarget();
    Mip4Registration::Target target;
    const uint16_t wanted = m_registration->GetLifetime();
    target.careOf = attachment.careOf;
    target.source =
        attachment.kind == Kind::CO_LOCATED ? attachment.careOf : m_settings.homeAddress;
    target.destination =
        attachment.kind == Kind::FOREIGN ? attachment.router : m_settings.homeAgent;
    target.flags = attachment.reverse ? Mip4Message::REVERSE_TUNNEL : 0;
    switch (attachment.kind)
    {
    case Kind::HOME:
        break;
    case Kind::FOREIGN:
        target.lifetime = std::min(wanted, attachment.lifetime);
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
    if (m_routing->GetTarget()->kind == Kind::HOME)
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
    m_routing->SetCurrent(m_routing->GetTarget());
    m_attached(*m_routing->GetCurrent(), m_began);
}

void
Mip4MobileNode::Detach(Ptr<NetDevice> device)
{
    if (m_homeDevice == device)
    {
        SetAtHome(nullptr);
    }
    if (m_routing->GetTarget() && m_routing->GetTarget()->device == device)
    {
        m_routing->SetTarget(std::nullopt);
        m_registration->End();
    }
    if (m_routing->GetCurrent() && m_routing->GetCurrent()->device == device)
    {
        m_routing->SetCurrent(std::nullopt);
    }
}

} // namespace ns3
