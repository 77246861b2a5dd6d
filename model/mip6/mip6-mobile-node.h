/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP6_MOBILE_NODE_H
#define MIP6_MOBILE_NODE_H

#include "mip6-agent.h"
#include "mip6-return-routability.h"
#include "mip6-security.h"

#include "ns3/access-manager.h"
#include "ns3/event-id.h"

#include <optional>
#include <string>

namespace ns3
{

/**
 * @ingroup mip6
 * A mobile node (RFC 6275 section 11). Its home address is on its virtual device all the time, and
 * on the device by which it is attached too while it is at home. Movement is what AccessManager
 * tells.
 */
class Mip6MobileNode : public Mip6Agent
{
  public:
    /** What a mobile node is told beforehand. */
    struct Settings
    {
        Ipv6Address home;        //!< home address
        Ipv6Address homeAgent;   //!< the home agent's address
        std::string homeNetwork; //!< name of the home network
        Mip6Key key{};           //!< shared with the home agent
        bool optimise{false};    //!< whether routes are optimised
    };

    /** Where it stands. */
    enum class State : uint8_t
    {
        DETACHED,    //!< no address
        HOME,        //!< at home, without a binding
        RETURNING,   //!< at home, the home agent has not acknowledged that yet
        REGISTERING, //!< away, the home agent has not acknowledged the address yet
        REGISTERED,  //!< away, and it has
        REFUSED      //!< the home agent will not have it
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip6MobileNode();
    ~Mip6MobileNode() override;

    /** Makes a node mobile. @param node with an IPv6 stack and an AccessManager @param settings
     * what it is to know */
    void Setup(Ptr<Node> node, const Settings& settings);
    /** @return the home address */
    Ipv6Address GetHomeAddress() const;
    /** @return the present care-of address, or :: */
    Ipv6Address GetCareOf() const;
    /** @return where it stands */
    State GetState() const;
    /** @return return routability with correspondents */
    Ptr<Mip6ReturnRoutability> GetReturnRoutability() const;
    /** @return Binding Updates sent to the home agent again, without an answer */
    uint64_t GetRetransmissions() const;

    /** TracedCallback signature of Attached. @param state HOME or REGISTERED; RETURNING: packets
     * may be sent @param began when registration began */
    typedef void (*AttachedTracedCallback)(State state, const Time& began);

  protected:
    void DoDispose() override;
    void HandleMessage(const Mip6Message& message, const Mip6Arrival& arrival) override;
    bool AcceptTunnelled(const Ipv6Header& outer, const Ipv6Header& inner) override;
    bool AcceptRouting(const Ipv6Address& home) override;
    Ptr<Ipv6Route> RouteOutput(const Ipv6Header& header) override;
    void SendCaptured(Ptr<Packet> packet, const Ipv6Header& header) override;

  private:
    /** The node's addresses have changed. */
    void Noticed(Ptr<Node> node, const UsableAddresses& usable);
    /** A packet is delivered in this node: looks for ICMP errors. */
    void Delivered(const Ipv6Header& header, Ptr<const Packet> packet, uint32_t interface);
    /** Begins to register the present address, or its absence. */
    void Register();
    /** Computes a Binding Update to the home agent, and sends it. */
    void ComputeUpdate();
    /** Sends a Binding Update to the home agent, and again after a time. */
    void SendUpdate();
    /** It is due again. */
    void UpdateTimeout();
    /** Takes the home agent's Binding Acknowledgement. */
    void HandleAcknowledgement(const Mip6Message& message);
    /** The home agent's last accepted number is ahead of this one's. @param sequence that number */
    void CatchUp(uint16_t sequence);
    /** The home agent refuses. @param status why */
    void Refused(uint8_t status);
    /** The home agent knows the present address. @param lifetime of the binding as granted @param
     * refresh when to register again, from now on */
    void Registered(const Time& lifetime, const Time& refresh);
    /** The binding with the home agent has ended, and was not renewed in time. */
    void Expired();
    /** Tells all on the home link the link-layer address of the home address (section 11.5.5). */
    void AdvertiseAtHome();
    /** Puts the home address on the device of the home link, or takes it away. @param device which;
     * nullptr: none */
    void HoldHomeAddress(Ptr<NetDevice> device);
    /** Sends a message to a correspondent. */
    void SendTo(const Mip6Message& message,
                const Ipv6Address& correspondent,
                Mip6ReturnRoutability::Way way);
    /** @return whether the mobile is on the home link */
    bool IsAtHome() const;
    /** @return what Binding Updates say: the care-of address, or at home the home address */
    Ipv6Address GetRegistered() const;

    Time m_firstTimeout;                      //!< InitialBindackTimeoutFirstReg
    Time m_initialTimeout;                    //!< INITIAL_BINDACK_TIMEOUT
    Time m_maxTimeout;                        //!< MAX_BINDACK_TIMEOUT
    Time m_lifetime;                          //!< BindingLifetime
    Settings m_settings;                      //!< as told
    State m_state{State::DETACHED};           //!< see GetState()
    Ipv6Address m_careOf;                     //!< see GetCareOf()
    Ptr<NetDevice> m_homeLink;                //!< holds the home address, while at home
    Ptr<Mip6ReturnRoutability> m_routability; //!< with correspondents
    bool m_known{false};                      //!< the home agent may have a binding
    bool m_acknowledged{false};               //!< the home agent has acknowledged one
    bool m_duplicate{false};                  //!< another node has the home address
    bool m_sent{false};                       //!< an update was sent from the present address
    uint16_t m_sequence{0};                   //!< of the last Binding Update
    Time m_sentAt;                            //!< when that was sent
    uint16_t m_asked{0};                      //!< lifetime in it, units of 4 s
    Mip6RateLimit m_rate;                     //!< of Binding Updates
    Time m_began;                             //!< when registration began
    Time m_timeout;                           //!< until the next retransmission
    EventId m_retransmission;                 //!< the next one
    EventId m_refresh;                        //!< the next registration of the same address
    EventId m_expiry;                         //!< the end of the binding with the home agent
    uint64_t m_retransmissions{0};            //!< see GetRetransmissions()
    TracedCallback<State, const Time&> m_attachedTrace; //!< Attached
};

} // namespace ns3

#endif /* MIP6_MOBILE_NODE_H */
