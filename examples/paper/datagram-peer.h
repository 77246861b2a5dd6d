/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_PAPER_DATAGRAM_PEER_H
#define L4M_PAPER_DATAGRAM_PEER_H

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/event-id.h"
#include "ns3/socket.h"
#include "ns3/type-id.h"

#include <utility>
#include <vector>

namespace l4m
{
namespace paper
{

/**
 * One end of a talk over UDP in the connected state, as a telephone call has it: numbered datagrams
 * at a constant rate. The end that has a Remote connects to it and says hello with its first
 * datagram; the other end waits for that, and is then connected with whom it came from. What comes
 * from anybody else is not taken.
 */
class DatagramPeer : public ns3::Application
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static ns3::TypeId GetTypeId();

    DatagramPeer();
    ~DatagramPeer() override;

    /** @return when each datagram was sent; the index is its number */
    const std::vector<ns3::Time>& GetSent() const;
    /** @return when each datagram was received, and its number */
    const std::vector<std::pair<ns3::Time, uint64_t>>& GetReceived() const;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /** Sends one datagram and plans the next. */
    void Send();
    /** Takes what has arrived. */
    void Read(ns3::Ptr<ns3::Socket> socket);

    ns3::TypeId m_protocol;         //!< Protocol
    ns3::Address m_local;           //!< Local
    ns3::Address m_remote;          //!< Remote
    ns3::Time m_interval;           //!< Interval
    uint32_t m_size;                //!< Size
    ns3::Ptr<ns3::Socket> m_socket; //!< the socket
    ns3::Address m_peer;            //!< whom it is connected with; invalid before
    ns3::EventId m_next;            //!< the next Send()
    std::vector<ns3::Time> m_sent;  //!< see GetSent()
    std::vector<std::pair<ns3::Time, uint64_t>> m_received; //!< see GetReceived()
};

} // namespace paper
} // namespace l4m

#endif /* L4M_PAPER_DATAGRAM_PEER_H */
