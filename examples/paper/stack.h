/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_PAPER_STACK_H
#define L4M_PAPER_STACK_H

#include "ns3/node-container.h"
#include "ns3/type-id.h"

#include <string>

namespace l4m
{
namespace paper
{

/** What stands between TCP or UDP and IP on both hosts. */
struct Stack
{
    bool mobile = false;              //!< whether sockets are mobile; false: as ns-3 has them
    std::string suite = "paper";      //!< of mobile sockets
    bool kick = false;                //!< whether TCP retransmits at once after a move
    bool emptyPacket = true;          //!< whether an empty packet follows a move (R9)
    std::string costs = "paper-2006"; //!< of cryptography: as CryptoCostModel::FromName() takes it

    /** Installs the mobility layer on hosts, if there is to be one. */
    void Install(const ns3::NodeContainer& hosts) const;

    /** @return the factory of TCP sockets */
    ns3::TypeId GetTcpFactory() const;
    /** @return the factory of UDP sockets */
    ns3::TypeId GetUdpFactory() const;

    /** @return sockets as ns-3 has them */
    static Stack Plain();
    /** @return the paper's own behaviour: TCP learns nothing of a move */
    static Stack Paper();
    /** @return the paper's, and TCP retransmits at once after a move */
    static Stack Kick();
};

} // namespace paper
} // namespace l4m

#endif /* L4M_PAPER_STACK_H */
