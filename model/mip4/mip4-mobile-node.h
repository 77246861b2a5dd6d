/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_MOBILE_NODE_H
#define MIP4_MOBILE_NODE_H

#include "mip4-discovery.h"
#include "mip4-mobile-routing.h"
#include "mip4-registration.h"

#include "ns3/access-manager.h"
#include "ns3/object-factory.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <map>
#include <set>
#include <string>

namespace ns3
{

/**
 * @ingroup mip4
 * A mobile node (RFC 5944 sections 2.4, 3.6, 4.2.1): follows its node's AccessManager, finds agents
 * or uses the addresses that it is given, registers, and sends and receives by its home address,
 * which its sockets see in every network.
 */
class Mip4MobileNode : public Object
{
  public:
    /** When a move is acted upon where there is a foreign agent. */
    enum Trigger
    {
        LINK_UP,      //!< when the link is up: no address is needed
        NOTICE,       //!< when an address is usable, as in all other systems
        ADVERTISEMENT //!< when advertisements say so, and no link does (RFC 5944 section 2.4.2.1)
    };

    /** How the mobile is attached. */
    using Kind = Mip4Attachment::Kind;

    /** An attachment, registered or to be registered. */
    using Attachment = Mip4Attachment;

    /** What a mobile needs to be told. */
    struct Settings
    {
        Ipv4Address homeAddress;         //!< its home address
        Ipv4Address homeAgent;           //!< its home agent
        Ipv4Mask homeMask;               //!< of the home network
        Mip4Security security;           //!< shared with the home agent
        bool agents{false};              //!< whether foreign agents are used
        std::set<std::string> agentless; //!< names of networks without agent
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip4MobileNode();
    ~Mip4MobileNode() override;

    /** Makes a node a mobile one. It becomes part of it. @param node a node with an AccessManager
     * @param settings what it needs to know */
    void Setup(Ptr<Node> node, const Settings& settings);

    /** Sets an attribute of agent discovery, before Setup(). @param name its name @param value its
     * value */
    void SetDiscoveryAttribute(const std::string& name, const AttributeValue& value);

    /** @return its home address */
    Ipv4Address GetHomeAddress() const;
    /** @return its registrations */
    Ptr<Mip4Registration> GetRegistration() const;
    /** @return agent discovery on a device, made when it is first asked for @param device one of
     * the node's */
    Ptr<Mip4Discovery> GetDiscovery(Ptr<NetDevice> device);
    /** @return the attachment by which packets go, or nullptr */
    const Attachment* GetAttachment() const;
    /** @return packets that had no way to go */
    uint64_t GetDropped() const;
    /** Fixes the random numbers. @param stream first stream number to use @return how many were
     * used */
    int64_t AssignStreams(int64_t stream);

    /** TracedCallback signature of Attached. @param attachment the new one @param began when its
     * discovery or registration began */
    typedef void (*AttachedTracedCallback)(const Attachment& attachment, const Time& began);

  protected:
    void DoDispose() override;

  private:
    /** Something happened to a link. */
    void LinkEvent(Ptr<Node> node, const AccessEvent& event);
    /** Addresses are usable, or no more. */
    void Told(Ptr<Node> node, const UsableAddresses& usable);
    /** @return whether a network has a foreign agent @param network its name */
    bool HasAgent(const std::string& network) const;
    /** Looks for an agent where there is none yet. @param device on which device */
    void Discover(Ptr<NetDevice> device);
    /** An agent has been found. */
    void AgentFound(Ptr<NetDevice> device, const Mip4Discovery::Agent& agent, bool restarted);
    /** The agent's advertisements have stopped. */
    void AgentLost(Ptr<NetDevice> device);
    /** An address may be used as care-of address. @param usable the address */
    void UseAddress(const UsableAddress& usable);
    /** Goes over to an attachment. @param attachment the new one */
    void Attach(const Attachment& attachment);
    /** Arrives in the home network. */
    void ComeHome();
    /** Begins to register the target. */
    void Register();
    /** A registration was accepted. @param renewed whether it was only renewed */
    void Registered(bool renewed);
    /** Packets go by the target from now on. */
    void Switch();
    /** An attachment is no more. @param device by which device */
    void Detach(Ptr<NetDevice> device);
    /** The home address answers ARP on a device from now on. @param device nullptr: on none */
    void SetAtHome(Ptr<NetDevice> device);
    /** Passes on what one of its parts sends. */
    void Tell(const Mip4Sent& sent);

    Trigger m_trigger{LINK_UP};                           //!< Trigger
    bool m_reverse{false};                                //!< ReverseTunnel
    Ptr<Node> m_node;                                     //!< the node
    Settings m_settings;                                  //!< what it was told
    Ptr<AccessManager> m_manager;                         //!< the node's
    Ptr<Mip4MobileRouting> m_routing;                     //!< its packets' way
    Ptr<Mip4Registration> m_registration;                 //!< its registrations
    ObjectFactory m_discoveryFactory;                     //!< of Mip4Discovery
    std::map<uint32_t, Ptr<Mip4Discovery>> m_discoveries; //!< by index of the device
    Ptr<NetDevice> m_homeDevice;                          //!< see SetAtHome(); nullptr: on none
    bool m_bound{false};  //!< whether the home agent may have a binding
    Time m_began;         //!< when the last move was acted upon first
    int64_t m_stream{-1}; //!< next stream number; -1: none given
    TracedCallback<const Attachment&, const Time&> m_attached; //!< Attached
    TracedCallback<const Mip4Sent&> m_message;                 //!< Message
};

} // namespace ns3

#endif /* MIP4_MOBILE_NODE_H */
