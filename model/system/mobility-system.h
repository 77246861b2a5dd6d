/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MOBILITY_SYSTEM_H
#define MOBILITY_SYSTEM_H

#include "ns3/access-manager.h"
#include "ns3/access-network.h"
#include "ns3/address.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <string>
#include <vector>

namespace ns3
{

class Node;

/**
 * @defgroup mobilitysystem Mobility systems
 * The one interface through which a scenario gets the system under test, by name.
 */

/**
 * @ingroup mobilitysystem
 * The nodes and networks of a scenario, as the systems see it.
 */
struct NetworkPlan
{
    std::vector<Ptr<Node>> mobiles;        //!< nodes that move
    std::vector<Ptr<Node>> correspondents; //!< nodes that they talk to
    AccessNetwork home;                    //!< home network: its router may serve as home agent
    std::vector<AccessNetwork> access;     //!< the networks that mobiles visit
    Ptr<Node> core;                        //!< a router that all the others hang on
    bool ipv6{false};                      //!< whether applications talk IPv6
};

/**
 * @ingroup mobilitysystem
 * A way of a flow's packets is open to the mobile's present address, at the end where that is
 * decided.
 */
struct PathReady
{
    Ptr<Node> mobile;       //!< whose move it follows
    bool up{false};         //!< mobile to correspondent; false: correspondent to mobile
    uint8_t protocol{0};    //!< 6 or 17; 0: all flows of the mobile
    uint16_t mobilePort{0}; //!< the mobile's port as its socket believes it; 0: all flows
};

/**
 * @ingroup mobilitysystem
 * A message of the mobility system itself, when it is sent.
 */
struct SignallingMessage
{
    Ptr<Node> mobile;  //!< on whose behalf
    Ptr<Node> sender;  //!< which node sends it
    std::string name;  //!< as the system's specification names it
    uint32_t bytes{0}; //!< of the IP packet, IP header included; for a part that rides on a
                       //!< packet that is sent anyway: the bytes that it adds
    bool setUp{false}; //!< belongs to setting up, not to a move
};

/**
 * @ingroup mobilitysystem
 * What the set-up of an association (or registration, base exchange...) took.
 */
struct SetUpReport
{
    Ptr<Node> mobile;       //!< of which node
    uint8_t protocol{0};    //!< 6 or 17; 0: of the node as a whole
    uint16_t mobilePort{0}; //!< the mobile's port as its socket believes it; 0: of the node
    Time began;             //!< when it was asked for
    Time established;       //!< when it was complete on the side that asked
    Time mobileComputation; //!< processor time of the mobile in it
    Time peerComputation;   //!< processor time of the other side in it
};

/**
 * @ingroup mobilitysystem
 * A system under test. A scenario makes one by name, installs it once, and asks it what sockets and
 * addresses applications are to use. The system follows AccessManager's notices by itself.
 *
 * A system is known by its TypeId alone: one whose parent is ns3::MobilitySystem can be chosen, by
 * what GetName() returns. So adding one changes no scenario.
 */
class MobilitySystem : public Object
{
  public:
    /** How much of a system is modelled. */
    enum class Fidelity : uint8_t
    {
        COMPLETE,         //!< all that a handover exercises, on the wire and in the state machines
        MESSAGE_ACCURATE, //!< the messages and their times, not all of their contents
        DELAY_ONLY        //!< only the delays
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    MobilitySystem();
    ~MobilitySystem() override;

    /** @return the names of all systems, sorted */
    static std::vector<std::string> GetNames();

    /** @return a new system, or nullptr where no system has that name */
    static Ptr<MobilitySystem> Create(const std::string& name);

    /** @return the name by which it is chosen, such as "l4-mobility" */
    virtual std::string GetName() const = 0;
    /** @return how much of it is modelled */
    virtual Fidelity GetFidelity() const = 0;
    /** @return what it needs in the network beside ordinary hosts and routers, in words; empty
     * where nothing */
    virtual std::string GetInfrastructure() const = 0;
    /** @return whether it can serve a scenario in that family @param ipv6 whether IPv6 */
    virtual bool Supports(bool ipv6) const = 0;

    /**
     * Installs it on the nodes that it needs. Each node has an internet stack, each mobile an
     * AccessManager; nothing has been started.
     * @param plan the scenario's nodes
     */
    virtual void Install(const NetworkPlan& plan) = 0;

    /** @return TypeId name of the TCP socket factory that applications are to use */
    virtual std::string GetTcpFactory() const = 0;
    /** @return TypeId name of the UDP socket factory that applications are to use */
    virtual std::string GetUdpFactory() const = 0;

    /**
     * @param correspondent a node of the plan
     * @param plain its address
     * @return the address by which a mobile's application calls it
     */
    virtual Address GetCorrespondentAddress(Ptr<Node> correspondent, const Address& plain) const;

    /** @return the address that a mobile's application binds to: any, where the system has no
     * address of its own that stays */
    virtual Address GetMobileAddress(Ptr<Node> mobile, bool ipv6) const;

    /** @return bytes that the system adds to a TCP segment at most, which the scenario takes off
     * the segment size where the system does not do so itself */
    virtual uint32_t GetSegmentOverhead() const;

    /** TracedCallback signature of PathReady. @param ready what is open */
    typedef void (*PathReadyTracedCallback)(const PathReady& ready);
    /** TracedCallback signature of Signalling. @param message what is sent */
    typedef void (*SignallingTracedCallback)(const SignallingMessage& message);
    /** TracedCallback signature of SetUp. @param report what it took */
    typedef void (*SetUpTracedCallback)(const SetUpReport& report);

  protected:
    /** Fires PathReady. */
    void TellPathReady(const PathReady& ready) const;
    /** Fires Signalling. */
    void TellSignalling(const SignallingMessage& message) const;
    /** Fires SetUp. */
    void TellSetUp(const SetUpReport& report) const;

  private:
    TracedCallback<const PathReady&> m_pathReady;          //!< PathReady
    TracedCallback<const SignallingMessage&> m_signalling; //!< Signalling
    TracedCallback<const SetUpReport&> m_setUp;            //!< SetUp
};

} // namespace ns3

#endif /* MOBILITY_SYSTEM_H */
