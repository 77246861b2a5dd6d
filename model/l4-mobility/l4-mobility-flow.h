/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4_MOBILITY_FLOW_H
#define L4_MOBILITY_FLOW_H

#include "l4-mobility-protocol.h"
#include "l4m/l4m.h"

#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/simple-ref-count.h"
#include "ns3/tcp-socket-base.h"

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace l4mobility
{

/**
 * A connection as a socket believes it. On UDP the local address takes no part: a datagram of a
 * socket that moved carries the new one.
 */
struct Inner
{
    uint8_t protocol = 0;   //!< 6 or 17
    l4m_addr local{};       //!< own address
    l4m_addr peer{};        //!< the peer's address
    uint16_t localPort = 0; //!< own port
    uint16_t peerPort = 0;  //!< the peer's port
};

/** What happens to a flow's packets. */
enum class Fate
{
    MOBILE,  //!< they go through the association
    PLAIN,   //!< the peer is an ordinary socket: they pass untouched
    REFUSED, //!< the peer is an ordinary socket and mobility is required: they are dropped
    CLOSED   //!< the flow is no longer in the table
};

/** One mobile connection of this node. */
struct Flow : public SimpleRefCount<Flow>
{
    uint64_t id = 0;                 //!< in order of creation
    Inner inner;                     //!< as the socket believes it
    bool initiator = false;          //!< whether this node began it
    Fate fate = Fate::MOBILE;        //!< what happens to its packets
    l4m_assoc* assoc = nullptr;      //!< its association; nullptr once closed
    Ptr<TcpSocketBase> tcp;          //!< its socket, if it is TCP and known
    Ptr<Socket> udp;                 //!< its socket, if it is UDP and known
    l4m_addr source{};               //!< own address on the wire; family 0 while there is none
    l4m_addr lastSource{};           //!< the one before, or the same
    l4m_addr peer{};                 //!< where the traces said that the peer is
    std::vector<uint8_t> syn;        //!< the SYN as TCP made it, for further rounds
    std::deque<Ptr<Packet>> waiting; //!< datagrams from before the association, with UDP header
    Time began;                      //!< see L4MobilityInfo
    Time initSent;                   //!< see L4MobilityInfo
    Time offered;                    //!< see L4MobilityInfo
    Time established;                //!< see L4MobilityInfo
    Time computation;                //!< see L4MobilityInfo

    /** @return what traces tell */
    L4MobilityInfo Info() const;
};

/** All flows of a node, found by what their sockets believe; by port pair the codec finds them. */
class FlowTable
{
  public:
    /**
     * Adds a flow; its inner connection must not be there yet.
     * @param flow the flow
     */
    void Add(Ptr<Flow> flow);

    /** Takes a flow out; it may be out already. */
    void Remove(Ptr<Flow> flow);

    /** @return the flow that a socket's packets belong to, or nullptr */
    Flow* FindInner(const Inner& inner) const;

    /** @return the flow in which the node is initiator with this UDP port, which is its alone; or
     * nullptr */
    Flow* FindUdpInitiator(uint16_t localPort) const;

    /** Gives a flow's peer another port in the socket's eyes. */
    void Rename(Flow& flow, uint16_t peerPort);

    /** @return whether a UDP flow's socket believes its peer at this address; the flow's believed
     * own address in \p local */
    bool HasUdpPeer(const l4m_addr& peer, l4m_addr& local) const;

    /** @return all flows, oldest first */
    std::vector<Ptr<Flow>> All() const;

  private:
    /** An inner connection as bytes, to hash and compare at once. */
    using Key = std::array<uint64_t, 5>;

    /** Hashes a key. */
    struct KeyHash
    {
        /** @param key what to hash @return the hash */
        std::size_t operator()(const Key& key) const;
    };

    /** @return the key of a connection */
    static Key MakeKey(const Inner& inner);

    uint64_t m_nextId{1};                                //!< of the next flow
    std::map<uint64_t, Ptr<Flow>> m_flows;               //!< by order of creation
    std::unordered_map<Key, Flow*, KeyHash> m_inner;     //!< by the socket's belief
    std::unordered_map<uint16_t, Flow*> m_udpInitiators; //!< by own port
};

} // namespace l4mobility
} // namespace ns3

#endif /* L4_MOBILITY_FLOW_H */
