/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4_MOBILITY_TEST_BED_H
#define L4_MOBILITY_TEST_BED_H

#include "ns3/l4-mobility-helper.h"
#include "ns3/l4-mobility-protocol.h"
#include "ns3/net-device.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/socket.h"

#include <string>
#include <vector>

/**
 * @file
 * A small network for the tests, and two kinds of traffic over it whose every byte is checked.
 */

namespace ns3
{
namespace l4mtest
{

/** Names of the factories. */
const std::string PLAIN_TCP = "ns3::TcpSocketFactory";
const std::string PLAIN_UDP = "ns3::UdpSocketFactory";
const std::string MOBILE_TCP = "ns3::MobileTcpSocketFactory";
const std::string MOBILE_UDP = "ns3::MobileUdpSocketFactory";

/** Hosts of a bed. */
enum Host : uint32_t
{
    CLIENT = 0,
    SERVER = 1,
    OTHER = 2,
    HOSTS = 3
};

/** A packet as a device sent it. */
struct Seen
{
    Time at;                    //!< when the last bit left
    uint32_t host;              //!< whose link
    bool fromHost;              //!< whether the host sent it, else the router
    std::vector<uint8_t> bytes; //!< from the IP header on

    /** @return 4 or 6 */
    unsigned Family() const;
    /** @return bytes of the IP header */
    std::size_t IpLength() const;
    /** @return 6 or 17 and so on */
    uint8_t Protocol() const;
    /** @return bytes of the TCP or UDP header */
    std::size_t L4Length() const;
    /** @return flags of TCP */
    uint8_t TcpFlags() const;
    /** @return type of the extended header that follows the L4 header, if one does */
    unsigned ExtType() const;
    /** @return source port */
    uint16_t SourcePort() const;
    /** @return destination port */
    uint16_t DestinationPort() const;
    /** @return whether it is a fragment of an IP packet */
    bool IsFragment() const;
};

/**
 * Three hosts around a router. Each host has two links to it, 10 Mbit/s and 1 ms each, and an
 * address on link 0 (IPv4 and IPv6) at first; the addresses move about with Attach() and Detach().
 * Only hosts ever have the layer.
 */
class Bed
{
  public:
    /** One-way delay of each link. */
    static constexpr double LINK_DELAY_MS = 1.0;

    Bed();
    ~Bed();

    Bed(const Bed&) = delete;
    Bed& operator=(const Bed&) = delete;

    /** @return a host's node */
    Ptr<Node> GetNode(uint32_t host) const;
    /** @return the router */
    Ptr<Node> GetRouter() const;
    /** @return the host's device on a link */
    Ptr<NetDevice> GetDevice(uint32_t host, uint32_t link) const;
    /** @return the layer of a host */
    Ptr<L4MobilityProtocol> GetLayer(uint32_t host) const;

    /** @return the address that a host has or would have on a link; family 4 or 6 */
    Address GetAddress(uint32_t host, uint32_t link, int family) const;
    /** @return the same with a port */
    Address GetSocketAddress(uint32_t host, uint32_t link, int family, uint16_t port) const;

    /** Gives a host its address on a link, and the default route through it; other hosts' addresses
     * can be taken. */
    void Attach(uint32_t host, uint32_t link, int family);
    /** Takes address and default route away. */
    void Detach(uint32_t host, uint32_t link, int family);
    /** Detach() from one link and Attach() to the other. */
    void Move(uint32_t host, uint32_t from, uint32_t to, int family);
    /** Schedules a Move(). @param at when */
    void MoveAt(Time at, uint32_t host, uint32_t from, uint32_t to, int family);

    /** Installs the layer on some hosts and records its traces. */
    void Install(const std::vector<uint32_t>& hosts);

    /** Begins to record what the links carry, in all. */
    void Record();

    /**
     * Lets the router send an IP packet to a host, whatever it says in it.
     * @param host to whom @param link over which link @param bytes the packet; its length field is
     * set right
     */
    void Inject(uint32_t host, uint32_t link, std::vector<uint8_t> bytes);

    /** Runs until a time. */
    void Run(Time until);

    L4MobilityHelper helper; //!< attributes for Install()

    std::vector<Seen> seen; //!< since Record()

    /** What the traces of a host's layer told. */
    struct Told
    {
        std::vector<L4MobilityInfo> established;                //!< Established
        std::vector<std::pair<Time, L4MobilityInfo>> moved;     //!< Moved
        std::vector<std::pair<Time, L4MobilityInfo>> peerMoved; //!< PeerMoved
        std::vector<Time> followed;                             //!< Followed
        std::vector<std::string> rejected;                      //!< Rejected
        std::vector<std::string> failed;                        //!< Failed
    };

    Told told[HOSTS]; //!< by host

  private:
    /** A device sent a packet. */
    void Sent(uint32_t host, bool fromHost, Ptr<const Packet> packet);

    NodeContainer m_hosts;                    //!< the hosts
    Ptr<Node> m_router;                       //!< the router
    Ptr<NetDevice> m_devices[HOSTS][2];       //!< of the hosts, by link
    Ptr<NetDevice> m_routerDevices[HOSTS][2]; //!< of the router, by link
};

/** A TCP connection over which a pattern of bytes goes one way; the receiver checks it. */
class Transfer
{
  public:
    /**
     * @param bed where
     * @param clientFactory of the connecting socket
     * @param serverFactory of the listening socket
     * @param family that the sockets believe in
     * @param bytes to send; 0: as many as can be
     * @param fromServer whether the server sends
     */
    Transfer(Bed& bed,
             const std::string& clientFactory,
             const std::string& serverFactory,
             int family,
             uint64_t bytes,
             bool fromServer = false);

    /** Connects. @param at when @param client the host @param port of the server */
    void Start(Time at, uint32_t client = CLIENT, uint16_t port = 5000);

    uint64_t received = 0;       //!< bytes that arrived
    bool intact = true;          //!< whether they are the pattern
    bool connected = false;      //!< whether the client was told so
    bool failed = false;         //!< whether the client was told of a failure
    bool reset = false;          //!< whether either side was told of an error
    Time connectedAt;            //!< when
    std::vector<Time> arrivals;  //!< times of delivery
    Ptr<Socket> clientSocket;    //!< the connecting one
    Ptr<Socket> serverSocket;    //!< the accepted one
    Ptr<Socket> listeningSocket; //!< the listening one

    /** @return the first delivery after a time, or Time::Max() */
    Time FirstAfter(Time t) const;
    /** @return the longest pause between deliveries that begins after a time */
    Time LongestPause(Time from) const;

  private:
    /** Makes the listening socket. */
    void Listen();
    /** Makes the connecting socket. */
    void Connect();
    /** Sends as much as fits. */
    void Fill(Ptr<Socket> socket, uint32_t available);
    /** Takes what arrived. */
    void Take(Ptr<Socket> socket);
    /** Accepts. */
    void Accept(Ptr<Socket> socket, const Address& from);

    Bed& m_bed;                  //!< where
    std::string m_clientFactory; //!< of the connecting socket
    std::string m_serverFactory; //!< of the listening socket
    int m_family;                //!< that the sockets believe in
    uint64_t m_bytes;            //!< to send
    bool m_fromServer;           //!< who sends
    uint32_t m_client{CLIENT};   //!< the connecting host
    uint16_t m_port{0};          //!< of the server
    uint64_t m_sent{0};          //!< given to the socket
};

/** A stream of numbered datagrams from a connected UDP socket to a listening one, which may answer
 * each. */
class Stream
{
  public:
    /**
     * @param bed where
     * @param clientFactory of the connected socket
     * @param serverFactory of the listening socket
     * @param family that the sockets believe in
     * @param interval between datagrams
     * @param answer whether the server answers each
     */
    Stream(Bed& bed,
           const std::string& clientFactory,
           const std::string& serverFactory,
           int family,
           Time interval,
           bool answer = false);

    /** Sends from one time to another. */
    void Start(Time from, Time to, uint32_t client = CLIENT, uint16_t port = 6000);

    /** Sends one datagram from the server to where the last one came from. */
    void Push();

    uint32_t sent = 0;              //!< datagrams that the socket took
    std::vector<uint32_t> arrived;  //!< numbers, in order of arrival at the server
    std::vector<Time> arrivedAt;    //!< times of these
    std::vector<uint32_t> answered; //!< numbers that came back
    std::vector<Time> answeredAt;   //!< times of these
    uint32_t strange = 0;           //!< datagrams that are not of this stream
    Address clientName;             //!< as the server sees the client
    Ptr<Socket> clientSocket;       //!< the connected one
    Ptr<Socket> serverSocket;       //!< the listening one

  private:
    /** Sends the next datagram. */
    void SendNext(Time until);
    /** The server takes what arrived. */
    void TakeAtServer(Ptr<Socket> socket);
    /** The client takes what arrived. */
    void TakeAtClient(Ptr<Socket> socket);
    /** Makes the sockets. */
    void Open(Time until);

    Bed& m_bed;                  //!< where
    std::string m_clientFactory; //!< of the connected socket
    std::string m_serverFactory; //!< of the listening socket
    int m_family;                //!< that the sockets believe in
    Time m_interval;             //!< between datagrams
    bool m_answer;               //!< whether the server answers each
    uint32_t m_client{CLIENT};   //!< the connected host
    uint16_t m_port{0};          //!< of the server
};

} // namespace l4mtest
} // namespace ns3

#endif /* L4_MOBILITY_TEST_BED_H */
