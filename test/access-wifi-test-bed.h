/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef ACCESS_WIFI_TEST_BED_H
#define ACCESS_WIFI_TEST_BED_H

#include "access-test-bed.h"
#include "l4-mobility-test-case.h"

#include "ns3/lan-access-helper.h"
#include "ns3/mobility-model.h"
#include "ns3/wifi-access-helper.h"
#include "ns3/wifi-supplicant.h"

#include <functional>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup access
 * A mobile with Wi-Fi and access points on a line. They send their first beacons at time 0 exactly,
 * so that the others are at multiples of the interval, and DHCP does not wait for further offers.
 * All random numbers are those of the run, even where several runs are made by one program.
 */
class WifiTestBed
{
  public:
    /** Metres up to which radios hear each other. */
    static constexpr double RANGE{150};
    /** What a beacon or management frame is late at most, for access to the medium and the time on
     * the air. */
    static const Time FRAME;

    /** @param ipv6 whether all is IPv6, else IPv4 */
    explicit WifiTestBed(bool ipv6 = false);

    /** Adds a network. @param name its name @param x where its access point is, in metres @param
     * channel its channel @return the network */
    AccessNetwork AddNetwork(const std::string& name, double x, uint16_t channel);
    /** Installs the mobile, after the networks. @param x where it is */
    void AddMobile(double x);
    /** Moves the mobile in no time. @param when when @param x where to */
    void Teleport(const Time& when, double x);
    /** Lets the mobile travel. @param when from when on @param speed in m/s; negative: towards
     * smaller x */
    void Travel(const Time& when, double speed);
    /** @return dBm that arrive over a distance, computed by hand @param distance in metres */
    static double SignalOver(double distance);
    /** @return the name of the network of the n-th event of a step, or "-" @param step the step
     * @param n from 0 on */
    std::string Where(AccessStep step, uint32_t n) const;
    /** @return time between two events @param from the earlier @param to the later @param n which
     * of them, from 0 on */
    Time Between(AccessStep from, AccessStep to, uint32_t n) const;

    AccessTestBed bed;           //!< nodes and packets
    Ptr<WifiAccessHelper> wifi;  //!< to set attributes with, before anything is added
    Ptr<WifiSupplicant> link;    //!< the mobile's
    Ptr<MobilityModel> mobility; //!< the mobile's

  private:
    uint32_t m_networks{0}; //!< how many there are
    NodeContainer m_nodes;  //!< routers, and then the mobile
};

namespace l4mtest
{

/** A mobile with a cable, which is preferred all the time, and with Wi-Fi. */
struct CableAndWifi
{
    /** @param ipv6 family */
    explicit CableAndWifi(bool ipv6)
        : bed(ipv6),
          lan(CreateObject<LanAccessHelper>())
    {
        lan->SetIpv6(ipv6);
        lan->InstallNetwork("lan", bed.bed.AddRouter(9), 9);
        port = lan->InstallMobile(bed.bed.GetMobile());
        port->Plug("lan");
        bed.bed.GetManager()->AddLink(port);
    }

    WifiTestBed bed;          //!< Wi-Fi
    Ptr<LanAccessHelper> lan; //!< cable
    Ptr<LanPort> port;        //!< the mobile's cable
};

/** Runs a check each 5 ms. @param check the check */
void Poll(std::function<void()> check);

/** Fails a case unless each address that is told of is on an interface and each that is lost is on
 * none, at that moment, and, in IPv4, no interface is ever without one. @param test the case @param
 * bed the mobile's @param ipv6 family */
void WatchAddresses(Case& test, AccessTestBed& bed, bool ipv6);

/** Fails a case unless a time is a sum, or later by no more than a tolerance. @param test the case
 * @param is the time @param sum the sum @param tolerance the tolerance @param what in words */
void Near(Case& test,
          const Time& is,
          const Time& sum,
          const Time& tolerance,
          const std::string& what);

} // namespace l4mtest
} // namespace ns3

#endif /* ACCESS_WIFI_TEST_BED_H */
