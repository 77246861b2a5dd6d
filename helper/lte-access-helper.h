/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef LTE_ACCESS_HELPER_H
#define LTE_ACCESS_HELPER_H

#include "ns3/access-link.h"
#include "ns3/access-network.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/vector.h"

#include <string>
#include <vector>

namespace ns3
{

class LteCells;
class LteHelper;
class Node;
class PointToPointEpcHelper;

/**
 * @ingroup access
 * LTE cores, each with its cells on a carrier of its own, and mobiles attached to them.
 *
 * IPv4: the mobile installed n-th in a core is 10.k.10.0 + n, and has the packet gateway, 10.k.0.1,
 * as its router. IPv6: fd00:0:0:k::a00 + n. The address is a subscriber's for good: a handover from
 * cell to cell does not change it. A mobile with devices of two cores has an address of each.
 *
 * What costs time: the search for a cell (measurements come every 200 ms), system information,
 * random access and RRC signalling, all as ns-3 models them, and the delays that attributes give.
 */
class LteAccessHelper : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LteAccessHelper();
    ~LteAccessHelper() override;

    /**
     * Makes networks and mobiles IPv6 ones. To be said before any is installed.
     * @param ipv6 whether they are; else they are IPv4 ones
     */
    void SetIpv6(bool ipv6);

    /**
     * Installs a core without cells, and links its packet gateway with a router (IPv4: 10.k.255.1
     * and 10.k.255.2), which gets a route to the core's mobiles. Routes to there from further away
     * are the caller's. @param name its name, unique @param router a node with an internet stack: a
     * core router, or one linked with it @param k number of its prefixes, 0 to 255 @return what
     * others need to know of it; its router is the packet gateway
     */
    AccessNetwork InstallCore(const std::string& name, Ptr<Node> router, uint32_t k);

    /**
     * Adds a cell, linked by X2 with the core's others.
     * @param position where its antenna is, in metres
     * @param core the core's name; empty: the one installed last
     * @return the cell's node
     */
    Ptr<Node> AddCell(const Vector& position, const std::string& core = "");

    /**
     * Gives a mobile an LTE device. Its radio is off until AccessLink::Start(). A core has room for
     * 160 mobiles; one more ends the program with a message. @param mobile a node with an internet
     * stack and a mobility model @param core the core's name; empty: the one installed last @return
     * the link, to be added to the node's AccessManager
     */
    Ptr<AccessLink> InstallMobile(Ptr<Node> mobile, const std::string& core = "");

    /**
     * Fixes all random numbers of what has been installed.
     * @param stream first stream number to use
     * @return how many were used
     */
    int64_t AssignStreams(int64_t stream);

  protected:
    void DoDispose() override;

  private:
    /** A core. */
    struct Core
    {
        AccessNetwork network;               //!< what others know of it
        Ptr<PointToPointEpcHelper> epc;      //!< its packet core
        Ptr<LteCells> cells;                 //!< its cells
        uint32_t earfcn{0};                  //!< number of its downlink carrier
        std::vector<Ptr<NetDevice>> mobiles; //!< devices of its mobiles
    };

    /** @return a core @param name its name; empty: the last */
    Core& GetCore(const std::string& name);
    /** Creates what all cores share. */
    void CreateLte();
    /** Makes room in a core's cells for its mobiles. @param core the core */
    static void MakeRoom(const Core& core);
    /** Gives the packet gateway its addresses, and links it with a router. @param core in which
     * core @param router the router @param k number of the prefixes */
    void LinkGateway(Core& core, Ptr<Node> router, uint32_t k) const;

    bool m_acknowledged{true};    //!< RlcAcknowledged
    double m_hysteresis{0};       //!< Hysteresis
    Time m_timeToTrigger;         //!< TimeToTrigger
    bool m_idealRrc{false};       //!< IdealRrc
    uint32_t m_rlcBuffer{0};      //!< RlcBuffer
    uint32_t m_resourceBlocks{0}; //!< ResourceBlocks
    double m_cellPower{0};        //!< CellPower
    double m_mobilePower{0};      //!< MobilePower
    double m_exponent{0};         //!< PathLossExponent
    double m_reference{0};        //!< ReferenceLoss
    Time m_s1Delay;               //!< S1Delay
    Time m_x2Delay;               //!< X2Delay
    Time m_gatewayDelay;          //!< GatewayDelay
    bool m_ipv6{false};           //!< see SetIpv6()
    Ptr<LteHelper> m_lte;         //!< the radio access of all cores
    std::vector<Core> m_cores;    //!< all cores
};

} // namespace ns3

#endif /* LTE_ACCESS_HELPER_H */
