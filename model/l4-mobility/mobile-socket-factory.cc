/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mobile-socket-factory.h"

#include "l4-mobility-core.h"
#include "l4-mobility-protocol.h"
#include "l4-mobility-udp-path.h"
#include "mobile-tcp-socket.h"

#include "ns3/node.h"
#include "ns3/object-factory.h"
#include "ns3/rtt-estimator.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-recovery-ops.h"
#include "ns3/udp-l4-protocol.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MobileTcpSocketFactory);
NS_OBJECT_ENSURE_REGISTERED(MobileUdpSocketFactory);

TypeId
MobileTcpSocketFactory::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MobileTcpSocketFactory")
                            .SetParent<SocketFactory>()
                            .SetGroupName("L4Mobility")
                            .AddConstructor<MobileTcpSocketFactory>();
    return tid;
}

/** @return an object of the type that an attribute of \p tcp names */
template <typename T>
static Ptr<T>
CreateNamed(Ptr<TcpL4Protocol> tcp, const std::string& attribute)
{
    TypeIdValue type;
    tcp->GetAttribute(attribute, type);
    ObjectFactory factory;
    factory.SetTypeId(type.Get());
    return factory.Create<T>();
}

Ptr<Socket>
MobileTcpSocketFactory::CreateSocket()
{
    Ptr<TcpL4Protocol> tcp = GetObject<TcpL4Protocol>();
    Ptr<MobileTcpSocket> socket = CreateObject<MobileTcpSocket>();
    socket->SetNode(GetObject<Node>());
    socket->SetTcp(tcp);
    socket->SetRtt(CreateNamed<RttEstimator>(tcp, "RttEstimatorType"));
    socket->SetCongestionControlAlgorithm(CreateNamed<TcpCongestionOps>(tcp, "SocketType"));
    socket->SetRecoveryAlgorithm(CreateNamed<TcpRecoveryOps>(tcp, "RecoveryType"));
    tcp->AddSocket(socket);
    return socket;
}

TypeId
MobileUdpSocketFactory::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MobileUdpSocketFactory")
                            .SetParent<SocketFactory>()
                            .SetGroupName("L4Mobility")
                            .AddConstructor<MobileUdpSocketFactory>();
    return tid;
}

Ptr<Socket>
MobileUdpSocketFactory::CreateSocket()
{
    Ptr<Socket> socket = GetObject<UdpL4Protocol>()->CreateSocket();
    GetObject<L4MobilityProtocol>()->GetCore().Udp().Register(socket);
    return socket;
}

} // namespace ns3
