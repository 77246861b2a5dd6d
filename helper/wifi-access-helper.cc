/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "wifi-access-helper.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/constant-position-mobility-model.h"
#include "ns3/dhcp-config.h"
#include "ns3/dhcp-server.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/interface-addresses.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/node.h"
#include "ns3/propagation-delay-model.h"
#include "ns3/propagation-loss-model.h"
#include "ns3/router-advertiser.h"
#include "ns3/slaac-config.h"
#include "ns3/ssid.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/wifi-helper.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-phy-operating-channel.h"
#include "ns3/wifi-supplicant.h"
#include "ns3/yans-wifi-channel.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(WifiAccessHelper);

/** dBm that ns-3's radios send with, by default and on all power levels. */
static constexpr double TX_POWER{16.0206};
/** dBm below which ns-3's radios detect no preamble, by default. */
static constexpr double SENSITIVITY{-82};
/** Unit of time of IEEE 802.11, of which beacon intervals are multiples, in microseconds. */
static constexpr int64_t TIME_UNIT{1024};

/** @return the band of a standard @param standard one that Standard allows */
static WifiPhyBand
BandOf(WifiStandard standard)
{
    return standard == WIFI_STANDARD_80211g ? WIFI_PHY_BAND_2_4GHZ : WIFI_PHY_BAND_5GHZ;
}

TypeId
WifiAccessHelper::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::WifiAccessHelper")
            .SetParent<Object>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<WifiAccessHelper>()
            .AddAttribute("Range",
                          "Distance in metres up to which radios hear each other, more than 1.",
                          DoubleValue(150),
                          MakeDoubleAccessor(&WifiAccessHelper::m_range),
                          MakeDoubleChecker<double>(1))
            .AddAttribute("PathLossExponent",
                          "Exponent of the loss over distance: 2 in free space, 3 in a city.",
                          DoubleValue(3),
                          MakeDoubleAccessor(&WifiAccessHelper::m_exponent),
                          MakeDoubleChecker<double>(1, 10))
            .AddAttribute("InterferenceFloor",
                          "Signals weaker than this, in dBm, do not even disturb others. Raised "
                          "to -82, it saves a quarter of the time where mobiles are many.",
                          DoubleValue(-101),
                          MakeDoubleAccessor(&WifiAccessHelper::m_floor),
                          MakeDoubleChecker<double>(-1000, SENSITIVITY))
            .AddAttribute("BeaconInterval",
                          "Interval of an access point's beacons; rounded to a multiple of "
                          "1.024 ms.",
                          TimeValue(MicroSeconds(102400)),
                          MakeTimeAccessor(&WifiAccessHelper::m_beaconInterval),
                          MakeTimeChecker(MicroSeconds(TIME_UNIT), Seconds(60)))
            .AddAttribute("BeaconJitter",
                          "Whether an access point's first beacon comes at a random moment of the "
                          "first interval; else at its beginning.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&WifiAccessHelper::m_beaconJitter),
                          MakeBooleanChecker())
            .AddAttribute(
                "Standard",
                "Of the radios; without aggregation and quality of service, both 6 to "
                "54 Mbit/s. 802.11a has channels 36, 40, ..., 802.11g 1 to 13.",
                EnumValue(WIFI_STANDARD_80211a),
                l4mobility::EnumAccessor(&WifiAccessHelper::m_standard, 0),
                MakeEnumChecker(WIFI_STANDARD_80211a, "802.11a", WIFI_STANDARD_80211g, "802.11g"))
            .AddAttribute("RateManager",
                          "TypeId name of what chooses the rate of each frame.",
                          StringValue("ns3::IdealWifiManager"),
                          MakeStringAccessor(&WifiAccessHelper::m_rateManager),
                          MakeStringChecker())
            .AddAttribute("MinRtrAdvInterval",
                          "IPv6: least time between two of a router's advertisements that are not "
                          "solicited; 30 ms is the least that RFC 6275, 7.5 allows.",
                          TimeValue(MilliSeconds(30)),
                          MakeTimeAccessor(&WifiAccessHelper::m_minAdvertisement),
                          MakeTimeChecker(MilliSeconds(1), Seconds(1800)))
            .AddAttribute("MaxRtrAdvInterval",
                          "IPv6: longest time between two of a router's advertisements, not less "
                          "than MinRtrAdvInterval; each is drawn from between the two.",
                          TimeValue(MilliSeconds(70)),
                          MakeTimeAccessor(&WifiAccessHelper::m_maxAdvertisement),
                          MakeTimeChecker(MilliSeconds(1), Seconds(1800)))
            .AddAttribute("SolicitedDelay",
                          "IPv6: longest time from a solicitation to a router's answer, which is "
                          "drawn from between 0 and this.",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&WifiAccessHelper::m_solicitedDelay),
                          MakeTimeChecker(Time(0), Seconds(1800)))
            .AddAttribute("MinDelayBetweenRas",
                          "IPv6: least time from a router's advertisement to its answer to a "
                          "solicitation; 3 s in RFC 4861, down to 30 ms in RFC 6275.",
                          TimeValue(Seconds(3)),
                          MakeTimeAccessor(&WifiAccessHelper::m_minDelay),
                          MakeTimeChecker(Time(0), Seconds(1800)));
    return tid;
}

WifiAccessHelper::WifiAccessHelper()
{
    m_supplicants.SetTypeId("ns3::WifiSupplicant");
    m_dhcps.SetTypeId("ns3::DhcpConfig");
    m_slaacs.SetTypeId("ns3::SlaacConfig");
    m_servers.SetTypeId("ns3::DhcpServer");
}

WifiAccessHelper::~WifiAccessHelper() = default;

void
WifiAccessHelper::DoDispose()
{
    m_channel = nullptr;
    m_devices.clear();
    m_advertisers.clear();
    m_configs.clear();
    Object::DoDispose();
}

void
WifiAccessHelper::SetIpv6(bool ipv6)
{
    m_ipv6 = ipv6;
}

void
WifiAccessHelper::SetSupplicantAttribute(const std::string& name, const AttributeValue& value)
{
    m_supplicants.Set(name, value);
}

void
WifiAccessHelper::SetDhcpAttribute(const std::string& name, const AttributeValue& value)
{
    m_dhcps.Set(name, value);
}

void
WifiAccessHelper::SetSlaacAttribute(const std::string& name, const AttributeValue& value)
{
    m_slaacs.Set(name, value);
}

void
WifiAccessHelper::SetDhcpServerAttribute(const std::string& name, const AttributeValue& value)
{
    m_servers.Set(name, value);
}

std::vector<uint16_t>
WifiAccessHelper::GetChannels() const
{
    std::vector<uint16_t> channels;
    for (uint8_t number = 1; number < 234; ++number)
    {
        if (WifiPhyOperatingChannel::FindFirst(number, 0, 20, m_standard, BandOf(m_standard)) !=
            WifiPhyOperatingChannel::m_frequencyChannels.end())
        {
            channels.push_back(number);
        }
    }
    return channels;
}

void
WifiAccessHelper::CheckChannel(uint16_t number) const
{
    std::vector<uint16_t> channels = GetChannels();
    std::string allowed;
    for (uint16_t channel : channels)
    {
        allowed += (allowed.empty() ? "" : ", ") + std::to_string(channel);
    }
    NS_ABORT_MSG_IF(std::find(channels.begin(), channels.end(), number) == channels.end(),
                    "WifiAccessHelper: channel "
                        << number << " is not of this standard: " << allowed << " are");
}

void
WifiAccessHelper::CreateChannel()
{
    if (m_channel)
    {
        return;
    }
    // The loss at 1 m that makes the signal as weak as can be detected where the range ends.
    double reference = TX_POWER - SENSITIVITY - 10 * m_exponent * std::log10(m_range);
    Ptr<LogDistancePropagationLossModel> loss = CreateObject<LogDistancePropagationLossModel>();
    loss->SetPathLossExponent(m_exponent);
    loss->SetReference(1, reference);
    m_channel = CreateObject<YansWifiChannel>();
    m_channel->SetPropagationLossModel(loss);
    m_channel->SetPropagationDelayModel(CreateObject<ConstantSpeedPropagationDelayModel>());
}

Ptr<WifiNetDevice>
WifiAccessHelper::CreateDevice(Ptr<Node> node, const WifiMacHelper& mac, uint16_t channelNumber)
{
    CreateChannel();
    YansWifiPhyHelper phy;
    phy.SetChannel(m_channel);
    phy.Set("ChannelSettings",
            StringValue("{" + std::to_string(channelNumber) + ", 20, " +
                        (BandOf(m_standard) == WIFI_PHY_BAND_5GHZ ? "BAND_5GHZ" : "BAND_2_4GHZ") +
                        ", 0}"));
    phy.Set("TxPowerStart", DoubleValue(TX_POWER));
    phy.Set("TxPowerEnd", DoubleValue(TX_POWER));
    phy.Set("RxSensitivity", DoubleValue(m_floor));
    phy.SetPreambleDetectionModel("ns3::ThresholdPreambleDetectionModel",
                                  "MinimumRssi",
                                  DoubleValue(SENSITIVITY));
    WifiHelper wifi;
    wifi.SetStandard(m_standard);
    wifi.SetRemoteStationManager(m_rateManager);
    Ptr<WifiNetDevice> device = DynamicCast<WifiNetDevice>(wifi.Install(phy, mac, node).Get(0));
    m_devices.push_back(device);
    return device;
}

/** Adds an IPv4 interface that is up. @param device of this device @return the node's IPv4 */
static Ptr<Ipv4>
AddIpv4Interface(Ptr<NetDevice> device)
{
    Ptr<Ipv4> ipv4 = device->GetNode()->GetObject<Ipv4>();
    NS_ABORT_MSG_UNLESS(ipv4, "WifiAccessHelper: a node without IPv4; install an internet stack");
    ipv4->SetUp(ipv4->AddInterface(device));
    return ipv4;
}

void
WifiAccessHelper::InstallIpv4(AccessNetwork& network, uint32_t k)
{
    Ptr<NetDevice> device = network.router->GetDevice(network.routerDevice);
    Ipv4Address first(0x0a000000 | k << 16);
    network.network = first;
    network.mask = Ipv4Mask("/16");
    network.gateway = Ipv4Address(first.Get() + 1);
    Ptr<Ipv4> ipv4 = AddIpv4Interface(device);
    ipv4->AddAddress(ipv4->GetInterfaceForDevice(device),
                     Ipv4InterfaceAddress(network.gateway, network.mask));
    ObjectFactory servers = m_servers;
    servers.Set("PoolAddresses", Ipv4AddressValue(network.network));
    servers.Set("PoolMask", Ipv4MaskValue(network.mask));
    servers.Set("FirstAddress", Ipv4AddressValue(Ipv4Address(first.Get() + 0x101)));
    servers.Set("LastAddress", Ipv4AddressValue(Ipv4Address(first.Get() + 0x4fe)));
    servers.Set("Gateway", Ipv4AddressValue(network.gateway));
    network.router->AddApplication(servers.Create<Application>());
}

/** Adds an IPv6 interface that is up. @param device of this device @param forwarding whether it
 * forwards @return the node's IPv6 */
static Ptr<Ipv6L3Protocol>
AddIpv6Interface(Ptr<NetDevice> device, bool forwarding)
{
    Ptr<Ipv6L3Protocol> ipv6 = device->GetNode()->GetObject<Ipv6L3Protocol>();
    NS_ABORT_MSG_UNLESS(ipv6, "WifiAccessHelper: a node without IPv6; install an internet stack");
    uint32_t interface = ipv6->AddInterface(device);
    if (forwarding)
    {
        ForwardIpv6(device);
    }
    ipv6->SetUp(interface);
    return ipv6;
}

void
WifiAccessHelper::InstallIpv6(AccessNetwork& network, uint32_t k)
{
    Ptr<NetDevice> device = network.router->GetDevice(network.routerDevice);
    uint8_t prefix[16] = {0xfd, 0, 0, 0, 0, 0, 0, static_cast<uint8_t>(k)};
    network.network6 = Ipv6Address(prefix);
    network.prefix6 = Ipv6Prefix(64);
    prefix[15] = 1;
    Ptr<Ipv6L3Protocol> ipv6 = AddIpv6Interface(device, true);
    auto interface = static_cast<uint32_t>(ipv6->GetInterfaceForDevice(device));
    ipv6->AddAddress(interface, Ipv6InterfaceAddress(Ipv6Address(prefix), network.prefix6));
    network.gateway6 = ipv6->GetInterface(interface)->GetLinkLocalAddress().GetAddress();

    Ptr<RouterAdvertiser> advertiser = CreateObject<RouterAdvertiser>();
    advertiser->SetAttribute("MinRtrAdvInterval", TimeValue(m_minAdvertisement));
    advertiser->SetAttribute("MaxRtrAdvInterval", TimeValue(m_maxAdvertisement));
    advertiser->SetAttribute("SolicitedDelay", TimeValue(m_solicitedDelay));
    advertiser->SetAttribute("MinDelayBetweenRas", TimeValue(m_minDelay));
    advertiser->SetPrefix(device, network.network6, 64);
    network.router->AddApplication(advertiser);
    m_advertisers.push_back(advertiser);
}

AccessNetwork
WifiAccessHelper::InstallNetwork(const std::string& name,
                                 Ptr<Node> router,
                                 const Vector& position,
                                 uint16_t channelNumber,
                                 uint32_t k)
{
    NS_ABORT_MSG_IF(name.empty() || name.size() > 32,
                    "WifiAccessHelper: \"" << name << "\" is no SSID: 1 to 32 bytes are");
    CheckChannel(channelNumber);
    NS_ABORT_MSG_IF(k > 255, "WifiAccessHelper: network number " << k << " is more than 255");
    Ptr<MobilityModel> mobility = router->GetObject<MobilityModel>();
    if (!mobility)
    {
        mobility = CreateObject<ConstantPositionMobilityModel>();
        router->AggregateObject(mobility);
    }
    mobility->SetPosition(position);

    int64_t units = std::max<int64_t>(
        1,
        std::llround(m_beaconInterval.GetSeconds() * 1e6 / static_cast<double>(TIME_UNIT)));
    WifiMacHelper mac;
    mac.SetType("ns3::ApWifiMac",
                "Ssid",
                SsidValue(Ssid(name)),
                "BeaconInterval",
                TimeValue(MicroSeconds(units * TIME_UNIT)),
                "EnableBeaconJitter",
                BooleanValue(m_beaconJitter));
    Ptr<WifiNetDevice> device = CreateDevice(router, mac, channelNumber);
    if (std::find(m_numbers.begin(), m_numbers.end(), channelNumber) == m_numbers.end())
    {
        m_numbers.push_back(channelNumber);
    }
    AccessNetwork network;
    network.name = name;
    network.router = router;
    network.routerDevice = device->GetIfIndex();
    if (m_ipv6)
    {
        InstallIpv6(network, k);
    }
    else
    {
        InstallIpv4(network, k);
    }
    return network;
}

Ptr<AccessLink>
WifiAccessHelper::InstallMobile(Ptr<Node> mobile)
{
    NS_ABORT_MSG_IF(m_numbers.empty(), "WifiAccessHelper: install the networks before the mobiles");
    WifiMacHelper mac;
    mac.SetType("ns3::StaWifiMac");
    Ptr<WifiNetDevice> device = CreateDevice(mobile, mac, m_numbers.front());
    Ptr<WifiSupplicant> supplicant = m_supplicants.Create<WifiSupplicant>();
    StringValue channels;
    supplicant->GetAttribute("Channels", channels);
    if (channels.Get().empty())
    {
        std::string all;
        for (uint16_t number : m_numbers)
        {
            all += (all.empty() ? "" : ",") + std::to_string(number);
        }
        supplicant->SetAttribute("Channels", StringValue(all));
    }
    std::vector<uint8_t> numbers;
    WifiSupplicant::ReadChannels(channels.Get(), numbers);
    std::for_each(numbers.begin(), numbers.end(), [this](uint8_t n) { CheckChannel(n); });
    supplicant->SetWifiDevice(device);
    if (m_ipv6)
    {
        AddIpv6Interface(device, false);
        supplicant->AddAddressConfig(m_slaacs.Create<SlaacConfig>());
    }
    else
    {
        AddIpv4Interface(device);
        supplicant->AddAddressConfig(m_dhcps.Create<DhcpConfig>());
    }
    m_configs.push_back(supplicant->GetAddressConfigs().back());
    return supplicant;
}

int64_t
WifiAccessHelper::AssignStreams(int64_t stream)
{
    int64_t next = stream;
    for (const Ptr<WifiNetDevice>& device : m_devices)
    {
        next += WifiHelper().AssignStreams(NetDeviceContainer(device), next);
    }
    for (const Ptr<RouterAdvertiser>& advertiser : m_advertisers)
    {
        next += advertiser->AssignStreams(next);
    }
    for (const Ptr<AddressConfig>& config : m_configs)
    {
        if (Ptr<DhcpConfig> dhcp = DynamicCast<DhcpConfig>(config); dhcp)
        {
            next += dhcp->AssignStreams(next);
        }
    }
    return next - stream;
}

} // namespace ns3
