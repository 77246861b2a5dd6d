/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "lte-access-helper.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/constant-position-mobility-model.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/epc-pgw-application.h"
#include "ns3/fixed-config.h"
#include "ns3/interface-addresses.h"
#include "ns3/ipv4-address-generator.h"
#include "ns3/ipv4-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-address-generator.h"
#include "ns3/ipv6-routing-helper.h"
#include "ns3/ipv6-static-routing.h"
#include "ns3/ipv6.h"
#include "ns3/lte-antenna.h"
#include "ns3/lte-enb-net-device.h"
#include "ns3/lte-enb-phy.h"
#include "ns3/lte-enb-rrc.h"
#include "ns3/lte-helper.h"
#include "ns3/lte-link.h"
#include "ns3/lte-ue-net-device.h"
#include "ns3/lte-ue-phy.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-epc-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <iterator>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LteAccessHelper);

/** Host number of the first mobile in each core. */
static constexpr uint32_t FIRST_HOST{0xa00};
/** Numbers of the cores' downlink carriers: 20 MHz apart, in LTE's bands 1 and 3. The uplink's are
 * higher by UPLINK. */
static constexpr uint32_t CARRIERS[] = {100, 300, 500, 1300, 1500, 1700};
/** See CARRIERS. */
static constexpr uint32_t UPLINK{18000};
/** Loss in dB beyond which the channel does not even look at a signal. */
static constexpr double MAX_LOSS{250};

TypeId
LteAccessHelper::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LteAccessHelper")
            .SetParent<Object>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<LteAccessHelper>()
            .AddAttribute("Hysteresis",
                          "dB by which another cell must be stronger for a handover, 0 to 15, in "
                          "steps of 0.5.",
                          DoubleValue(3),
                          MakeDoubleAccessor(&LteAccessHelper::m_hysteresis),
                          MakeDoubleChecker<double>(0, 15))
            .AddAttribute("TimeToTrigger",
                          "Time for which it must be so. One of LTE's 0, 40, 64, 80, 100, 128, "
                          "160, 256, 320, 480, 512, 640, 1024, 1280, 2560, 5120 ms.",
                          TimeValue(MilliSeconds(256)),
                          MakeTimeAccessor(&LteAccessHelper::m_timeToTrigger),
                          MakeTimeChecker(Time(0), MilliSeconds(5120)))
            .AddAttribute("IdealRrc",
                          "Whether signalling between mobile and cell takes no radio resources and "
                          "no time.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&LteAccessHelper::m_idealRrc),
                          MakeBooleanChecker())
            .AddAttribute(
                "RlcBuffer",
                "Bytes that may wait for the radio, for each mobile and direction. ns-3's "
                "own 10 KB chokes TCP. The value of the core installed last is that of "
                "all: ns-3 makes the buffers later, with their type's default.",
                UintegerValue(256 * 1024),
                MakeUintegerAccessor(&LteAccessHelper::m_rlcBuffer),
                MakeUintegerChecker<uint32_t>(2000))
            .AddAttribute("ResourceBlocks",
                          "Width of a carrier: 6, 15, 25, 50, 75 or 100 blocks of 180 kHz.",
                          UintegerValue(50),
                          MakeUintegerAccessor(&LteAccessHelper::m_resourceBlocks),
                          MakeUintegerChecker<uint32_t>(6, 100))
            .AddAttribute("CellPower",
                          "Transmission power of a cell in dBm. As much as the mobiles' reaches as "
                          "far as they do; with more, they hear a cell that does not hear them, "
                          "which ns-3 takes for no radio link failure.",
                          DoubleValue(23),
                          MakeDoubleAccessor(&LteAccessHelper::m_cellPower),
                          MakeDoubleChecker<double>())
            .AddAttribute("MobilePower",
                          "Largest transmission power of a mobile in dBm.",
                          DoubleValue(23),
                          MakeDoubleAccessor(&LteAccessHelper::m_mobilePower),
                          MakeDoubleChecker<double>())
            .AddAttribute("PathLossExponent",
                          "How fast the signal fades with the distance. 2: free space.",
                          DoubleValue(3),
                          MakeDoubleAccessor(&LteAccessHelper::m_exponent),
                          MakeDoubleChecker<double>(1, 10))
            .AddAttribute("ReferenceLoss",
                          "Loss in dB at 1 m.",
                          DoubleValue(38.6),
                          MakeDoubleAccessor(&LteAccessHelper::m_reference),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("S1Delay",
                          "Delay between a cell and the serving gateway.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&LteAccessHelper::m_s1Delay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("X2Delay",
                          "Delay between two cells.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&LteAccessHelper::m_x2Delay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("GatewayDelay",
                          "Delay between the packet gateway and the router behind it.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&LteAccessHelper::m_gatewayDelay),
                          MakeTimeChecker(Time(0)));
    return tid;
}

LteAccessHelper::LteAccessHelper() = default;
LteAccessHelper::~LteAccessHelper() = default;

void
LteAccessHelper::DoDispose()
{
    m_cores.clear();
    m_lte = nullptr;
    Object::DoDispose();
}

void
LteAccessHelper::SetIpv6(bool ipv6)
{
    m_ipv6 = ipv6;
}

LteAccessHelper::Core&
LteAccessHelper::GetCore(const std::string& name)
{
    for (Core& core : m_cores)
    {
        if (core.network.name == name)
        {
            return core;
        }
    }
    NS_ABORT_MSG_IF(m_cores.empty() || !name.empty(), "no LTE core is called \"" << name << "\"");
    return m_cores.back();
}

AccessNetwork
LteAccessHelper::InstallCore(const std::string& name, Ptr<Node> router, uint32_t k)
{
    NS_ABORT_MSG_IF(name.empty(), "an LTE core needs a name");
    NS_ABORT_MSG_IF(m_cores.size() == std::size(CARRIERS),
                    "there are carriers for " << std::size(CARRIERS) << " LTE cores only");
    NS_ABORT_MSG_IF(k > 255, "a network's number is " << k << "; 0 to 255 can be");
    for (const Core& other : m_cores)
    {
        NS_ABORT_MSG_IF(other.network.name == name, "two LTE cores are called \"" << name << "\"");
    }
    if (!m_cores.empty())
    {
        // Each core numbers its inside as ns-3 does, which takes that for a mistake otherwise.
        Ipv4AddressGenerator::TestMode();
        Ipv6AddressGenerator::TestMode();
    }
    // ns-3 makes these buffers when a mobile attaches, with the defaults of that time.
    Config::SetDefault("ns3::LteRlcUm::MaxTxBufferSize", UintegerValue(m_rlcBuffer));
    Config::SetDefault("ns3::LteRlcAm::MaxTxBufferSize", UintegerValue(m_rlcBuffer));
    Core core;
    core.network.name = name;
    core.epc = CreateObject<PointToPointEpcHelper>();
    core.epc->SetAttribute("S1uLinkDelay", TimeValue(m_s1Delay));
    core.epc->SetAttribute("X2LinkDelay", TimeValue(m_x2Delay));
    core.cells = Create<LteCells>();
    core.earfcn = CARRIERS[m_cores.size()];
    CreateLte();
    LinkGateway(core, router, k);
    m_cores.push_back(core);
    return core.network;
}

void
LteAccessHelper::CreateLte()
{
    if (m_lte)
    {
        return;
    }
    m_lte = CreateObject<LteHelper>();
    m_lte->SetAttribute("UseIdealRrc", BooleanValue(m_idealRrc));
    m_lte->SetAttribute("PathlossModel", StringValue("ns3::LogDistancePropagationLossModel"));
    m_lte->SetPathlossModelAttribute("Exponent", DoubleValue(m_exponent));
    m_lte->SetPathlossModelAttribute("ReferenceLoss", DoubleValue(m_reference));
    m_lte->SetSpectrumChannelAttribute("MaxLossDb", DoubleValue(MAX_LOSS));
    m_lte->Initialize();
}

/** @return an address of an IPv6 network @param k the network's number @param host the host's */
static Ipv6Address
MakeAddress6(uint32_t k, uint32_t host)
{
    uint8_t bytes[16] = {0xfd};
    bytes[6] = static_cast<uint8_t>(k >> 8);
    bytes[7] = static_cast<uint8_t>(k);
    bytes[14] = static_cast<uint8_t>(host >> 8);
    bytes[15] = static_cast<uint8_t>(host);
    return Ipv6Address(bytes);
}

/** @return the link-local address of a device @param device the device */
static Ipv6Address
GetLinkLocal(Ptr<NetDevice> device)
{
    Ptr<Ipv6> ipv6 = device->GetNode()->GetObject<Ipv6>();
    return ipv6->GetAddress(static_cast<uint32_t>(ipv6->GetInterfaceForDevice(device)), 0)
        .GetAddress();
}

/** Adds an IPv4 route. @param out device of the node, towards the next hop @param network where to
 * @param mask its mask @param hop the next hop */
static void
AddRoute4(Ptr<NetDevice> out, Ipv4Address network, Ipv4Mask mask, Ipv4Address hop)
{
    Ptr<Ipv4> ipv4 = out->GetNode()->GetObject<Ipv4>();
    Ipv4RoutingHelper::GetRouting<Ipv4StaticRouting>(ipv4->GetRoutingProtocol())
        ->AddNetworkRouteTo(network,
                            mask,
                            hop,
                            static_cast<uint32_t>(ipv4->GetInterfaceForDevice(out)));
}

/** Adds an IPv6 route, and forwards on that interface. @param out device of the node, towards the
 * next hop @param network where to @param prefix its length @param hop the next hop */
static void
AddRoute6(Ptr<NetDevice> out, Ipv6Address network, Ipv6Prefix prefix, Ipv6Address hop)
{
    Ptr<Ipv6> ipv6 = out->GetNode()->GetObject<Ipv6>();
    ForwardIpv6(out);
    Ipv6RoutingHelper::GetRouting<Ipv6StaticRouting>(ipv6->GetRoutingProtocol())
        ->AddNetworkRouteTo(network,
                            prefix,
                            hop,
                            static_cast<uint32_t>(ipv6->GetInterfaceForDevice(out)));
}

void
LteAccessHelper::LinkGateway(Core& core, Ptr<Node> router, uint32_t k) const
{
    Ptr<Node> gateway = core.epc->GetPgwNode();
    // The packet gateway's first device is the end of the tunnels to the mobiles.
    Ptr<NetDevice> tunnels = gateway->GetDevice(1);
    AccessNetwork& network = core.network;
    network.router = gateway;
    network.routerDevice = tunnels->GetIfIndex();
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("10Gbps"));
    link.SetChannelAttribute("Delay", TimeValue(m_gatewayDelay));
    NetDeviceContainer ends = link.Install(gateway, router);
    AddInterface(ends.Get(0), !m_ipv6, m_ipv6);
    AddInterface(ends.Get(1), !m_ipv6, m_ipv6);
    if (m_ipv6)
    {
        network.network6 = MakeAddress6(k, 0);
        network.prefix6 = Ipv6Prefix(64);
        network.gateway6 = GetLinkLocal(tunnels);
        AddInterfaceAddress(tunnels, MakeAddress6(k, 1), 64);
        // ns-3 wants each interface that it forwards to to have an address that is not link-local.
        AddInterfaceAddress(ends.Get(0), MakeAddress6(k, 0xff01), 126);
        AddInterfaceAddress(ends.Get(1), MakeAddress6(k, 0xff02), 126);
        AddRoute6(ends.Get(0),
                  Ipv6Address::GetAny(),
                  Ipv6Prefix(uint8_t{0}),
                  GetLinkLocal(ends.Get(1)));
        AddRoute6(ends.Get(1), network.network6, network.prefix6, GetLinkLocal(ends.Get(0)));
        return;
    }
    network.network = Ipv4Address(0x0a000000 | k << 16);
    network.mask = Ipv4Mask("/16");
    network.gateway = Ipv4Address(network.network.Get() + 1);
    AddInterfaceAddress(tunnels, network.gateway, 16);
    Ipv4Address near(network.network.Get() + 0xff01);
    Ipv4Address far(network.network.Get() + 0xff02);
    AddInterfaceAddress(ends.Get(0), near, 30);
    AddInterfaceAddress(ends.Get(1), far, 30);
    AddRoute4(ends.Get(0), Ipv4Address::GetAny(), Ipv4Mask::GetZero(), far);
    AddRoute4(ends.Get(1), network.network, network.mask, near);
}

Ptr<Node>
LteAccessHelper::AddCell(const Vector& position, const std::string& name)
{
    Core& core = GetCore(name);
    Ptr<Node> node = CreateObject<Node>();
    Ptr<MobilityModel> mobility = CreateObject<ConstantPositionMobilityModel>();
    mobility->SetPosition(position);
    node->AggregateObject(mobility);
    m_lte->SetEpcHelper(core.epc);
    m_lte->SetEnbDeviceAttribute("DlEarfcn", UintegerValue(core.earfcn));
    m_lte->SetEnbDeviceAttribute("UlEarfcn", UintegerValue(core.earfcn + UPLINK));
    m_lte->SetEnbDeviceAttribute("DlBandwidth", UintegerValue(m_resourceBlocks));
    m_lte->SetEnbDeviceAttribute("UlBandwidth", UintegerValue(m_resourceBlocks));
    m_lte->SetHandoverAlgorithmType("ns3::A3RsrpHandoverAlgorithm");
    m_lte->SetHandoverAlgorithmAttribute("Hysteresis", DoubleValue(m_hysteresis));
    m_lte->SetHandoverAlgorithmAttribute("TimeToTrigger", TimeValue(m_timeToTrigger));
    Ptr<LteEnbNetDevice> cell =
        DynamicCast<LteEnbNetDevice>(m_lte->InstallEnbDevice(NodeContainer(node)).Get(0));
    cell->GetPhy()->SetTxPower(m_cellPower);
    cell->GetRrc()->SetAttribute(
        "EpsBearerToRlcMapping",
        EnumValue(m_acknowledged ? LteEnbRrc::RLC_AM_ALWAYS : LteEnbRrc::RLC_UM_ALWAYS));
    for (uint32_t i = 0; i < core.cells->devices.GetN(); ++i)
    {
        m_lte->AddX2Interface(core.cells->devices.Get(i)->GetNode(), node);
    }
    core.cells->devices.Add(cell);
    MakeRoom(core);
    return node;
}

void
LteAccessHelper::MakeRoom(const Core& core)
{
    // The period of the reference signals, in ms, is how many mobiles a cell has room for. Half of
    // it is for those that are asking for access: without room ns-3 ends the program.
    for (uint32_t period : {40, 80, 160, 320})
    {
        if (2 * core.mobiles.size() <= period)
        {
            for (uint32_t i = 0; i < core.cells->devices.GetN(); ++i)
            {
                DynamicCast<LteEnbNetDevice>(core.cells->devices.Get(i))
                    ->GetRrc()
                    ->SetAttribute("SrsPeriodicity", UintegerValue(period));
            }
            return;
        }
    }
    NS_ABORT_MSG("an LTE core has room for 160 mobiles");
}

Ptr<AccessLink>
LteAccessHelper::InstallMobile(Ptr<Node> mobile, const std::string& name)
{
    Core& core = GetCore(name);
    NS_ABORT_MSG_UNLESS(mobile->GetObject<MobilityModel>(),
                        "LteAccessHelper: a mobile without a mobility model");
    NS_ABORT_MSG_IF(core.cells->devices.GetN() == 0,
                    "the LTE core \"" << core.network.name << "\" has no cell");
    m_lte->SetEpcHelper(core.epc);
    m_lte->SetUeDeviceAttribute("DlEarfcn", UintegerValue(core.earfcn));
    Ptr<NetDevice> device = m_lte->InstallUeDevice(NodeContainer(mobile)).Get(0);
    Ptr<LteUeNetDevice> ue = DynamicCast<LteUeNetDevice>(device);
    // ns-3's is 30000, so that packets would be cut up behind the core.
    ue->SetMtu(1500);
    ue->GetPhy()->SetTxPower(m_mobilePower);
    Ptr<LteAntenna> antenna = CreateObject<LteAntenna>();
    antenna->SetBody(mobile->GetObject<MobilityModel>());
    ue->GetPhy()->GetDownlinkSpectrumPhy()->SetMobility(antenna);
    ue->GetPhy()->GetUplinkSpectrumPhy()->SetMobility(antenna);
    AddInterface(device, !m_ipv6, m_ipv6);
    // The core's books say which address belongs to which subscriber.
    uint32_t host = FIRST_HOST + static_cast<uint32_t>(core.mobiles.size());
    Ptr<EpcPgwApplication> books =
        DynamicCast<EpcPgwApplication>(core.network.router->GetApplication(0));
    Address address;
    if (m_ipv6)
    {
        uint8_t bytes[16];
        core.network.network6.GetBytes(bytes);
        Ipv6Address own = MakeAddress6(bytes[6] * 256U + bytes[7], host);
        books->SetUeAddress6(ue->GetImsi(), own);
        address = own;
    }
    else
    {
        Ipv4Address own(core.network.network.Get() + host);
        books->SetUeAddress(ue->GetImsi(), own);
        address = own;
    }
    core.mobiles.push_back(device);
    MakeRoom(core);
    Ptr<LteLink> link = CreateObject<LteLink>();
    m_lte->Attach(device);
    link->SetLteDevice(ue, antenna, core.cells, core.network.name);
    Ptr<FixedConfig> config = CreateObject<FixedConfig>();
    config->SetAttribute("Neighbours", BooleanValue(false));
    config->AddNetwork(core.network, address);
    link->AddAddressConfig(config);
    if (!m_ipv6)
    {
        HoldInterface(device);
    }
    return link;
}

int64_t
LteAccessHelper::AssignStreams(int64_t stream)
{
    int64_t first = stream;
    for (const Core& core : m_cores)
    {
        stream += m_lte->AssignStreams(core.cells->devices, stream);
        for (const Ptr<NetDevice>& mobile : core.mobiles)
        {
            stream += m_lte->AssignStreams(NetDeviceContainer(mobile), stream);
        }
    }
    return stream - first;
}

} // namespace ns3
