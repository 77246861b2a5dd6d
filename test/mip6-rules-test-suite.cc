/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Rules of RFC 6275 that a review of the model against its text has brought up: one case a node.

#include "mip6-test-bed.h"

#include "ns3/icmpv6-header.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/interface-addresses.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/mip6-binding-cache.h"
#include "ns3/mip6-extension.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/udp-header.h"

#include <algorithm>
#include <functional>
#include <set>

namespace ns3
{

namespace
{

const Ipv6Address HOME_AGENT("fd00:0:0:1::1");
const Ipv6Address ELSEWHERE("fd00:0:0:3::77");

/** Numbers of headers. */
enum : uint8_t
{
    UDP = 17,
    ROUTING = 43,
    ICMP = 58,
    OPTIONS = 60,
    MOBILITY = 135
};

/** A packet that a node has sent or taken. */
struct Seen
{
    Time when;          //!< then
    Ipv6Header header;  //!< its IPv6 header
    Ptr<Packet> packet; //!< what followed that
};

/** Remembers what a node's IPv6 sends or delivers. */
class Watch
{
  public:
    /** @param node which @param source "SendOutgoing" or "LocalDeliver" */
    Watch(Ptr<Node> node, const std::string& source)
    {
        node->GetObject<Ipv6L3Protocol>()->TraceConnectWithoutContext(
            source,
            Callback<void, const Ipv6Header&, Ptr<const Packet>, uint32_t>(
                [this](const Ipv6Header& header, Ptr<const Packet> packet, uint32_t) {
                    all.push_back({Simulator::Now(), header, packet->Copy()});
                }));
    }

    /** @return messages of a type, with the headers before them taken off @param type MH Type */
    std::vector<Mip6Message> Messages(uint8_t type) const
    {
        std::vector<Mip6Message> found;
        for (const Seen& one : all)
        {
            Ptr<Packet> rest = one.packet->Copy();
            Ipv6Address source = one.header.GetSource();
            Ipv6Address destination = one.header.GetDestination();
            uint8_t next = one.header.GetNextHeader();
            Mip6HomeAddressHeader option;
            Mip6RoutingHeader routing;
            if (next == OPTIONS)
            {
                rest->RemoveHeader(option);
                source = option.homeAddress.value_or(source);
                next = option.nextHeader;
            }
            else if (next == ROUTING)
            {
                rest->RemoveHeader(routing);
                destination = routing.homeAddress;
                next = routing.nextHeader;
            }
            Mip6Message message;
            message.SetAddresses(source, destination);
            if (next == MOBILITY)
            {
                rest->RemoveHeader(message);
                if (message.GetError() == Mip6Message::Error::NONE && message.type == type)
                {
                    found.push_back(message);
                }
            }
        }
        return found;
    }

    /** @return packets whose first header is one @param next its number */
    std::vector<Seen> With(uint8_t next) const
    {
        std::vector<Seen> found;
        std::copy_if(all.begin(), all.end(), std::back_inserter(found), [next](const Seen& one) {
            return one.header.GetNextHeader() == next;
        });
        return found;
    }

    std::vector<Seen> all; //!< in order
};

/** @return ICMP messages of a type @param seen packets @param type ICMP type */
std::vector<Seen>
OfType(const std::vector<Seen>& seen, uint8_t type)
{
    std::vector<Seen> found;
    std::copy_if(seen.begin(), seen.end(), std::back_inserter(found), [type](const Seen& one) {
        uint8_t first = 0;
        one.packet->CopyData(&first, 1);
        return first == type;
    });
    return found;
}

/** @return a message with a right checksum */
Ptr<Packet>
Write(Mip6Message message, const Ipv6Address& source, const Ipv6Address& destination)
{
    Ptr<Packet> packet = Create<Packet>();
    message.SetAddresses(source, destination);
    packet->AddHeader(message);
    return packet;
}

/** @return a packet with a Home Address option in front */
Ptr<Packet>
WithHomeAddress(Ptr<Packet> packet, const Ipv6Address& home, uint8_t next)
{
    Mip6HomeAddressHeader option;
    option.nextHeader = next;
    option.homeAddress = home;
    packet->AddHeader(option);
    return packet;
}

/** @return a packet of bytes */
Ptr<Packet>
Bytes(const std::vector<uint8_t>& bytes)
{
    return Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size()));
}

/** @return the most of some times that lie within one second */
std::size_t
MostWithinSecond(const std::vector<Time>& times)
{
    std::size_t most = 0;
    for (const Time& from : times)
    {
        most = std::max<std::size_t>(
            most,
            std::count_if(times.begin(), times.end(), [from](const Time& one) {
                return one >= from && one < from + Seconds(1);
            }));
    }
    return most;
}

/** A Binding Update to the home agent as the mobile itself would make it. */
Ptr<Packet>
HomeUpdate(Mip6Message update, const Ipv6Address& home, const Ipv6Address& careOf)
{
    update.authentication = Mip6Message::Authentication();
    update.authentication->authenticator =
        MakeMip6Authenticator(DeriveMip6SharedKey("MN-HA 0"), careOf, home, update);
    return WithHomeAddress(Write(update, home, HOME_AGENT), home, MOBILITY);
}

/** A Binding Acknowledgement as the home agent itself would make it. */
Ptr<Packet>
HomeAnswer(Mip6Message answer, const Ipv6Address& home, const Ipv6Address& careOf)
{
    answer.authentication = Mip6Message::Authentication();
    answer.authentication->authenticator =
        MakeMip6Authenticator(DeriveMip6SharedKey("MN-HA 0"), careOf, home, answer);
    Ptr<Packet> packet = Write(answer, HOME_AGENT, home);
    Mip6RoutingHeader routing;
    routing.nextHeader = MOBILITY;
    routing.homeAddress = home;
    packet->AddHeader(routing);
    return packet;
}

} // namespace

/** @ingroup mip6
 * Sequence numbers, modulo 2^16, and how long they count (sections 9.5.1 and 5.2.8). */
class Mip6SequenceCase : public TestCase
{
  public:
    Mip6SequenceCase()
        : TestCase("sequence numbers modulo 2^16, and how long they count")
    {
    }

  private:
    void DoRun() override
    {
        const Ipv6Address home("fd00::1");
        Mip6BindingCache cache(Seconds(240));
        NS_TEST_EXPECT_MSG_EQ(cache.IsFresh(home, 65535), true, "any without an entry");
        cache.Bind(home, ELSEWHERE, Seconds(100), 15);
        // The example of section 9.5.1.
        for (uint32_t sequence = 0; sequence < 65536; ++sequence)
        {
            NS_TEST_EXPECT_MSG_EQ(cache.IsFresh(home, static_cast<uint16_t>(sequence)),
                                  (sequence > 15 && sequence < 32783),
                                  sequence);
        }
        cache.Bind(home, ELSEWHERE, Seconds(100), 65535);
        NS_TEST_EXPECT_MSG_EQ(cache.IsFresh(home, 0), true, "0 follows 65535");
        NS_TEST_EXPECT_MSG_EQ(cache.IsFresh(home, 65535), false, "the same again");
        Simulator::Schedule(Seconds(339.9), [&]() {
            NS_TEST_EXPECT_MSG_EQ((cache.Find(home) == nullptr), true, "ended at 100 s");
            NS_TEST_EXPECT_MSG_EQ(cache.IsFresh(home, 65535), false, "not forgotten yet");
        });
        Simulator::Schedule(Seconds(340.1), [&]() {
            NS_TEST_EXPECT_MSG_EQ(cache.IsFresh(home, 65535), true, "forgotten");
        });
        Simulator::Run();
        Simulator::Destroy();
    }
};

/** @ingroup mip6
 * Parts of messages that are not as they should be: ignored, dropped, or answered
 * (sections 6.1, 6.2, 9.2, 9.3 and RFC 4285 section 5.1). */
class Mip6FormCase : public TestCase
{
  public:
    Mip6FormCase()
        : TestCase("forms: what is ignored, what is dropped, what is told to the sender")
    {
    }

  private:
    /** Corrects a message's checksum. */
    static Ptr<Packet> Correct(std::vector<uint8_t> bytes,
                               const Ipv6Address& source,
                               const Ipv6Address& destination)
    {
        uint8_t pseudo[40] = {};
        source.GetBytes(pseudo);
        destination.GetBytes(pseudo + 16);
        const std::size_t size = 8U * (bytes[1] + 1U);
        pseudo[35] = static_cast<uint8_t>(size);
        pseudo[39] = MOBILITY;
        bytes[4] = bytes[5] = 0;
        uint32_t sum = 0;
        for (std::size_t i = 0; i < 40 + size; ++i)
        {
            const uint8_t byte = i < 40 ? pseudo[i] : bytes[i - 40];
            sum += i % 2 == 0 ? static_cast<uint32_t>(byte) << 8 : byte;
        }
        sum = (sum & 0xffff) + (sum >> 16);
        sum = ~((sum & 0xffff) + (sum >> 16));
        bytes[4] = static_cast<uint8_t>(sum >> 8);
        bytes[5] = static_cast<uint8_t>(sum);
        return Bytes(bytes);
    }

    void DoRun() override
    {
        Mip6TestBed bed("mip6", {}, "lan-1");
        Ptr<Node> node = bed.plan.correspondents[0];
        const Ipv6Address own = bed.GetCorrespondentAddress();
        const Ipv6Address home = bed.GetMobile()->GetHomeAddress();
        Watch sent(node, "SendOutgoing");
        const auto& counters = bed.GetCorrespondent()->GetCounters();
        const auto inject = [&](Ptr<Packet> packet, uint8_t next) {
            Mip6TestBed::Inject(node, packet, ELSEWHERE, own, next);
        };
        std::vector<uint8_t> init(16);
        init[0] = 59;
        init[1] = 1;
        init[2] = Mip6Message::COTI;
        Simulator::Schedule(Seconds(2), [&]() {
            std::vector<uint8_t> bytes = init;
            bytes.insert(bytes.end(), {1, 2, 3});
            inject(Correct(bytes, ELSEWHERE, own), MOBILITY);
            bytes = init;
            bytes[0] = UDP;
            inject(Correct(bytes, ELSEWHERE, own), MOBILITY);
            bytes = init;
            bytes[1] = 0;
            inject(Correct(bytes, ELSEWHERE, own), MOBILITY);
            // The same with a wrong checksum gets no answer, nor does what is cut short.
            inject(Bytes(bytes), MOBILITY);
            bytes[1] = 9;
            inject(Bytes(bytes), MOBILITY);
        });
        Simulator::Schedule(Seconds(3), [&]() {
            NS_TEST_EXPECT_MSG_EQ(sent.Messages(Mip6Message::COT).size(), 1, "rest ignored");
            NS_TEST_EXPECT_MSG_EQ(counters.malformed, 3, "three malformed");
            NS_TEST_EXPECT_MSG_EQ(counters.badChecksum, 1, "one with a wrong checksum");
            const std::vector<Seen> problems = OfType(sent.With(ICMP), 4);
            NS_TEST_ASSERT_MSG_EQ(problems.size(), 2, "Parameter Problems");
            for (uint32_t i = 0; i < 2; ++i)
            {
                uint8_t bytes[8] = {};
                problems[i].packet->CopyData(bytes, sizeof(bytes));
                NS_TEST_EXPECT_MSG_EQ(unsigned(bytes[1]), 0, "Code 0");
                NS_TEST_EXPECT_MSG_EQ(unsigned(bytes[7]), 40 + i, "Payload Proto, Header Len");
                NS_TEST_EXPECT_MSG_EQ(problems[i].header.GetDestination(), ELSEWHERE, "to");
            }
            sent.all.clear();
            // An option that must be known, behind two bytes of padding.
            inject(Bytes({UDP, 0, 0, 0, 0xc7, 2, 0, 0}), OPTIONS);
            // Home addresses that cannot be one, with data and with messages.
            for (const char* wrong : {"::", "ff02::1", "fe80::1", "::1"})
            {
                inject(WithHomeAddress(Create<Packet>(9), Ipv6Address(wrong), UDP), OPTIONS);
            }
            // And care-of addresses.
            Mip6Message update(Mip6Message::BU);
            update.lifetime = 9;
            update.nonceIndices = std::make_pair(uint16_t{60000}, uint16_t{60000});
            update.authorization = Mip6Authenticator();
            for (const char* wrong : {"::", "ff02::1", "fe80::1"})
            {
                update.careOf = Ipv6Address(wrong);
                inject(WithHomeAddress(Write(update, home, own), home, MOBILITY), OPTIONS);
            }
        });
        bed.Run(Seconds(4));
        NS_TEST_EXPECT_MSG_EQ(counters.malformed, 3 + 1 + 4 + 3, "not routable, all dropped");
        NS_TEST_EXPECT_MSG_EQ(sent.With(ROUTING).size(), 0, "no Binding Acknowledgement");
        NS_TEST_EXPECT_MSG_EQ(sent.With(MOBILITY).size(), 0, "no Binding Error");
        const std::vector<Seen> problems = OfType(sent.With(ICMP), 4);
        NS_TEST_ASSERT_MSG_EQ(problems.size(), 1, "a Parameter Problem");
        uint8_t bytes[8] = {};
        problems[0].packet->CopyData(bytes, sizeof(bytes));
        NS_TEST_EXPECT_MSG_EQ(unsigned(bytes[1]), 2, "Code 2: unknown option");
        NS_TEST_EXPECT_MSG_EQ(unsigned(bytes[7]), 44, "which one");
        CheckOptions(home);
    }

    /** An option behind RFC 4285's authenticator, and an authenticator between others. */
    void CheckOptions(const Ipv6Address& home)
    {
        Mip6Message answer(Mip6Message::BA);
        answer.authentication = Mip6Message::Authentication();
        Ptr<Packet> packet = Write(answer, HOME_AGENT, home);
        std::vector<uint8_t> bytes(packet->GetSize());
        packet->CopyData(bytes.data(), packet->GetSize());
        const std::vector<uint8_t> as = bytes;
        // A Binding Refresh Advice of nothing, and padding.
        bytes[1] += 1;
        bytes.insert(bytes.end(), {2, 2, 0, 0, 1, 2, 0, 0});
        Mip6Message read;
        read.SetAddresses(HOME_AGENT, home);
        Correct(bytes, HOME_AGENT, home)->PeekHeader(read);
        NS_TEST_EXPECT_MSG_EQ((read.GetError() == Mip6Message::Error::BAD_OPTION), true, "late");
        bytes = as;
        const auto option = std::find(bytes.begin(), bytes.end(), uint8_t{9});
        *(option + 2) = 2;
        Mip6Message other;
        other.SetAddresses(HOME_AGENT, home);
        Correct(bytes, HOME_AGENT, home)->PeekHeader(other);
        NS_TEST_EXPECT_MSG_EQ((other.GetError() == Mip6Message::Error::NONE), true, "skipped");
        NS_TEST_EXPECT_MSG_EQ(other.authentication.has_value(), false, "and not read");
    }
};

/** @ingroup mip6
 * The home agent's answers: where they go, what they say (sections 9.5.1, 9.5.4, 10.3 and 10.4). */
class Mip6HomeAgentRulesCase : public TestCase
{
  public:
    Mip6HomeAgentRulesCase()
        : TestCase("home agent: answers, deregistration, detection, the home link")
    {
    }

  private:
    /** @return the last answer of the home agent @param sent by it */
    Mip6Message Last(const Watch& sent)
    {
        const std::vector<Mip6Message> answers = sent.Messages(Mip6Message::BA);
        NS_TEST_EXPECT_MSG_EQ(answers.empty(), false, "an answer");
        return answers.empty() ? Mip6Message() : answers.back();
    }

    void Answers()
    {
        Mip6TestBed bed("mip6-tunnel", {}, "lan-1");
        const Ipv6Address home = bed.GetMobile()->GetHomeAddress();
        Ptr<Node> router = bed.plan.home.router;
        Watch sent(router, "SendOutgoing");
        Mip6Message update(Mip6Message::BU);
        update.homeRegistration = true;
        update.lifetime = 100;
        const auto inject = [&](Ptr<Packet> packet, const Ipv6Address& source) {
            Mip6TestBed::Inject(router, packet, source, HOME_AGENT, OPTIONS);
        };
        Simulator::Schedule(Seconds(3), [&]() {
            // Registers another address than that which it comes from.
            sent.all.clear();
            update.sequence = 10;
            update.careOf = ELSEWHERE;
            inject(HomeUpdate(update, home, ELSEWHERE), bed.GetMobile()->GetCareOf());
            NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCareOf(home), ELSEWHERE, "it counts");
            NS_TEST_ASSERT_MSG_EQ(sent.With(ROUTING).size(), 1, "answered, without flag A too");
            NS_TEST_EXPECT_MSG_EQ(sent.With(ROUTING)[0].header.GetDestination(),
                                  bed.GetMobile()->GetCareOf(),
                                  "to where it came from");
            // Not a home registration, though there is one.
            update.homeRegistration = false;
            update.sequence = 11;
            inject(HomeUpdate(update, home, ELSEWHERE), ELSEWHERE);
            NS_TEST_EXPECT_MSG_EQ(unsigned(Last(sent).status), 139, "type change");
            update.homeRegistration = true;
            // The end of it, by a mobile that stays away.
            sent.all.clear();
            update.lifetime = 0;
            inject(HomeUpdate(update, home, ELSEWHERE), ELSEWHERE);
            NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCareOf(home), Ipv6Address(), "ended");
            NS_TEST_ASSERT_MSG_EQ(sent.With(ROUTING).size(), 1, "answered");
            NS_TEST_EXPECT_MSG_EQ(sent.With(ROUTING)[0].header.GetDestination(),
                                  ELSEWHERE,
                                  "there");
            NS_TEST_EXPECT_MSG_EQ(unsigned(Last(sent).status), 0, "accepted");
        });
        const auto again = [&](uint16_t sequence) {
            update.sequence = sequence;
            inject(HomeUpdate(update, home, ELSEWHERE), ELSEWHERE);
            return unsigned(Last(sent).status);
        };
        Simulator::Schedule(Seconds(12.9), [&]() {
            NS_TEST_EXPECT_MSG_EQ(again(12), 0, "a repetition is accepted, for 10 s");
            NS_TEST_EXPECT_MSG_EQ(again(12), 135, "but not the same");
            // A registration that was delayed on its way must not undo it.
            update.lifetime = 100;
            NS_TEST_EXPECT_MSG_EQ(again(9), 135, "delayed");
            update.lifetime = 0;
        });
        Simulator::Schedule(Seconds(13.1), [&]() {
            NS_TEST_EXPECT_MSG_EQ(again(13), 133, "after that there is nothing to remove");
            // Without a Home Address option only the end may be asked for.
            sent.all.clear();
            update.lifetime = 100;
            update.sequence = 14;
            Ptr<Packet> packet = HomeUpdate(update, home, ELSEWHERE);
            Mip6HomeAddressHeader option;
            packet->RemoveHeader(option);
            Mip6TestBed::Inject(router, packet, home, HOME_AGENT, MOBILITY);
            NS_TEST_EXPECT_MSG_EQ(sent.Messages(Mip6Message::BA).size(), 0, "not answered");
        });
        bed.Run(Seconds(15));
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCareOf(home), Ipv6Address(), "nor done");
    }

    /** A replay while duplicate address detection is under way. */
    void ReplayInDetection()
    {
        Mip6TestBed bed("mip6-tunnel", {}, "lan-1");
        Ptr<Node> router = bed.plan.home.router;
        Watch taken(router, "LocalDeliver");
        bed.MoveAt(Seconds(0.4), "lan-2");
        Simulator::Schedule(Seconds(0.6), [&]() {
            const std::vector<Seen> updates = taken.With(OPTIONS);
            NS_TEST_ASSERT_MSG_EQ(updates.size(), 2, "two updates");
            Mip6TestBed::Inject(router,
                                updates[0].packet,
                                updates[0].header.GetSource(),
                                HOME_AGENT,
                                OPTIONS);
        });
        bed.Run(Seconds(3));
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCounters().replayed, 1, "told apart");
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCareOf(bed.GetMobile()->GetHomeAddress()),
                              bed.GetMobile()->GetCareOf(),
                              "the later one counts");
    }

    /** Lets a device of a node have Neighbor Discovery. */
    static void Discovery(Ptr<NetDevice> device,
                          std::pair<Ptr<Packet>, Ipv6Header> forged,
                          uint8_t hopLimit)
    {
        forged.second.SetHopLimit(hopLimit);
        forged.second.SetPayloadLength(static_cast<uint16_t>(forged.first->GetSize()));
        forged.first->AddHeader(forged.second);
        device->GetNode()->GetObject<Ipv6L3Protocol>()->Receive(device,
                                                                forged.first,
                                                                Ipv6L3Protocol::PROT_NUMBER,
                                                                device->GetAddress(),
                                                                device->GetAddress(),
                                                                NetDevice::PACKET_HOST);
    }

    /** @return whether the mobile was registered @param hopLimit of what comes during detection
     * @param advertisement whether it is an advertisement, else a solicitation of who wants the
     * address */
    bool Detection(uint8_t hopLimit, bool advertisement)
    {
        Mip6TestBed bed("mip6-tunnel", {}, "lan-1");
        const Ipv6Address home = bed.GetMobile()->GetHomeAddress();
        Ptr<NetDevice> device = bed.plan.home.router->GetDevice(bed.plan.home.routerDevice);
        Ptr<Icmpv6L4Protocol> icmp = bed.plan.home.router->GetObject<Icmpv6L4Protocol>();
        Simulator::Schedule(Seconds(0.5), [=]() {
            Address link = Mac48Address("00:00:00:00:0b:ad");
            const Ipv6Address group = Ipv6Address::MakeSolicitedAddress(home);
            const Ipv6Address all = Ipv6Address::GetAllNodesMulticast();
            if (advertisement)
            {
                Discovery(device, icmp->ForgeNA(home, all, &link, uint8_t{1}), hopLimit);
                return;
            }
            Discovery(device, icmp->ForgeNS(Ipv6Address::GetAny(), group, home, link), hopLimit);
        });
        bed.MoveAt(Seconds(3), "lan-2");
        bed.Run(Seconds(5));
        const bool registered = bed.GetMobile()->GetState() == Mip6MobileNode::State::REGISTERED;
        // Status 134 ends all use of the address, in the next network too (section 11.7.1).
        NS_TEST_EXPECT_MSG_EQ(bed.Count("Binding Update"), (registered ? 2 : 1), "after the move");
        return registered;
    }

    /** Advertisements on the home link, and the home agent's own packets. */
    void HomeLink()
    {
        Mip6TestBed bed("mip6-tunnel", {}, "home");
        Ptr<Node> neighbour = bed.AddNeighbour();
        const Ipv6Address home = bed.GetMobile()->GetHomeAddress();
        Watch heard(neighbour, "LocalDeliver");
        Watch taken(bed.plan.mobiles[0], "LocalDeliver");
        bed.MoveAt(Seconds(1), "lan-1");
        const auto send = [&](Ptr<Node> from, const Time& when) {
            Ptr<Socket> socket =
                Socket::CreateSocket(from, TypeId::LookupByName("ns3::UdpSocketFactory"));
            socket->Bind6();
            Simulator::Schedule(when, [socket, home]() {
                socket->SendTo(Create<Packet>(10), 0, Inet6SocketAddress(home, 6000));
            });
        };
        send(neighbour, Seconds(3));
        send(bed.plan.home.router, Seconds(4));
        // Who asks without its link-layer address gets an answer all the same.
        Simulator::Schedule(Seconds(5), [&]() {
            heard.all.clear();
            Ptr<NetDevice> device = bed.plan.home.router->GetDevice(bed.plan.home.routerDevice);
            Ptr<Icmpv6L4Protocol> icmp = neighbour->GetObject<Icmpv6L4Protocol>();
            const Ipv6Address group = Ipv6Address::MakeSolicitedAddress(home);
            const Ipv6Address from("fd00:0:0:1::a01");
            Ptr<Packet> packet = Create<Packet>();
            Icmpv6NS solicitation(home);
            solicitation.CalculatePseudoHeaderChecksum(
                from,
                group,
                static_cast<uint16_t>(solicitation.GetSerializedSize()),
                ICMP);
            packet->AddHeader(solicitation);
            Ipv6Header header;
            header.SetSource(from);
            header.SetDestination(group);
            header.SetNextHeader(ICMP);
            Discovery(device, {packet, header}, 255);
        });
        bed.Run(Seconds(6));
        NS_TEST_EXPECT_MSG_EQ(OfType(heard.With(ICMP), 136).size(), 1, "answered");
        NS_TEST_EXPECT_MSG_EQ(bed.down.size(), 2, "both arrive");
        std::size_t direct = 0;
        for (const Seen& one : taken.With(ROUTING))
        {
            uint8_t next = 0;
            one.packet->CopyData(&next, 1);
            direct += next == UDP ? 1 : 0;
        }
        NS_TEST_EXPECT_MSG_EQ(direct, 1, "the home agent's own with a Routing header");
    }

    /** Source addresses and flags of advertisements. */
    void Advertisements()
    {
        Mip6TestBed bed("mip6-tunnel", {}, "home");
        Ptr<Node> neighbour = bed.AddNeighbour();
        const Ipv6Address home = bed.GetMobile()->GetHomeAddress();
        Watch heard(neighbour, "LocalDeliver");
        bed.MoveAt(Seconds(1), "lan-1");
        bed.MoveAt(Seconds(4), "home");
        bed.Run(Seconds(5));
        std::vector<Ipv6Address> sources;
        for (const Seen& one : OfType(heard.With(ICMP), 136))
        {
            Icmpv6NA advertisement;
            one.packet->Copy()->RemoveHeader(advertisement);
            if (advertisement.GetIpv6Target() == home && one.when > Seconds(1))
            {
                sources.push_back(one.header.GetSource());
                NS_TEST_EXPECT_MSG_EQ(advertisement.GetFlagO(), true, "overrides");
                NS_TEST_EXPECT_MSG_EQ(advertisement.GetFlagS(), false, "unsolicited");
                NS_TEST_EXPECT_MSG_EQ(advertisement.GetFlagR(), false, "no router");
            }
        }
        NS_TEST_ASSERT_MSG_EQ(sources.size(), 2, "leaving and coming home");
        NS_TEST_EXPECT_MSG_EQ(sources[0], HOME_AGENT, "the home agent, by its own address");
        NS_TEST_EXPECT_MSG_EQ(sources[1], home, "the mobile");
    }

    void DoRun() override
    {
        Answers();
        ReplayInDetection();
        NS_TEST_EXPECT_MSG_EQ(Detection(255, true), false, "an advertisement: a duplicate");
        NS_TEST_EXPECT_MSG_EQ(Detection(255, false), false, "who wants it: a duplicate");
        NS_TEST_EXPECT_MSG_EQ(Detection(254, true), true, "from elsewhere: forged");
        NS_TEST_EXPECT_MSG_EQ(Detection(254, false), true, "from elsewhere: forged");
        HomeLink();
        Advertisements();
    }
};

/** @ingroup mip6
 * The correspondent's answers (sections 5.2.6, 9.3.3, 9.5). */
class Mip6CorrespondentRulesCase : public TestCase
{
  public:
    Mip6CorrespondentRulesCase()
        : TestCase("correspondent: removal from away, type change, errors, refresh requests")
    {
    }

  private:
    void DoRun() override
    {
        Mip6TestBed bed("mip6", {}, "lan-1");
        bed.GetCorrespondent()->SetAttribute("MAX_RR_BINDING_LIFETIME", TimeValue(Seconds(20)));
        Ptr<Node> node = bed.plan.correspondents[0];
        const Ipv6Address own = bed.GetCorrespondentAddress();
        const Ipv6Address home = bed.GetMobile()->GetHomeAddress();
        Watch sent(node, "SendOutgoing");
        Watch updates(node, "LocalDeliver");
        const auto inject = [&](Ptr<Packet> packet, const Ipv6Address& source) {
            Mip6TestBed::Inject(node,
                                WithHomeAddress(packet, home, MOBILITY),
                                source,
                                own,
                                OPTIONS);
        };
        bed.SendPackets(Seconds(2), Seconds(2.01), MilliSeconds(10));
        bed.SendOneWay(false, true, Seconds(2.1), Seconds(24));
        Simulator::Schedule(Seconds(24), [&]() {
            const Ipv6Address careOf = bed.GetMobile()->GetCareOf();
            NS_TEST_EXPECT_MSG_EQ(bed.GetCorrespondent()->GetCareOf(home), careOf, "bound");
            // The request for a refresh went to the home address, without a Routing header.
            NS_TEST_ASSERT_MSG_EQ(sent.Messages(Mip6Message::BRR).size(), 1, "one request");
            std::size_t plain = 0;
            for (const Seen& one : sent.With(MOBILITY))
            {
                plain += one.header.GetDestination() == home && one.packet->GetSize() == 8 ? 1 : 0;
            }
            NS_TEST_EXPECT_MSG_EQ(plain, 1, "to the home address");
            sent.all.clear();
            Mip6Message update(Mip6Message::BU);
            update.homeRegistration = true;
            inject(Write(update, home, own), careOf);
            NS_TEST_ASSERT_MSG_EQ(sent.Messages(Mip6Message::BA).size(), 1, "answered");
            NS_TEST_EXPECT_MSG_EQ(unsigned(sent.Messages(Mip6Message::BA)[0].status), 139, "why");
            update.nonceIndices = std::make_pair(uint16_t{0}, uint16_t{0});
            inject(Write(update, home, own), careOf);
            NS_TEST_EXPECT_MSG_EQ(sent.Messages(Mip6Message::BA).size(), 1, "not answered");

            // Removal by a mobile that stays away: the key is of the home token alone, the care-of
            // nonce index of no account, the home address stands in the care-of address's place.
            sent.all.clear();
            const std::vector<Mip6Message> before = updates.Messages(Mip6Message::BU);
            NS_TEST_ASSERT_MSG_EQ(before.empty(), false, "an update");
            const Mip6Key kcn = DeriveMip6Key("Kcn 0");
            const Mip6Token token = MakeMip6KeygenToken(kcn, home, MakeMip6Nonce(kcn, 0), false);
            update = Mip6Message(Mip6Message::BU);
            update.acknowledge = true;
            update.sequence = static_cast<uint16_t>(before.back().sequence + 1);
            update.nonceIndices = std::make_pair(uint16_t{0}, uint16_t{54321});
            update.authorization = Mip6Authenticator();
            update.authorization =
                MakeMip6Authenticator(MakeMip6Kbm(token, nullptr), home, own, update);
            inject(Write(update, home, own), careOf);
            NS_TEST_EXPECT_MSG_EQ(bed.GetCorrespondent()->GetCareOf(home),
                                  Ipv6Address(),
                                  "removed");
            NS_TEST_ASSERT_MSG_EQ(sent.With(ROUTING).size(), 1, "answered");
            NS_TEST_EXPECT_MSG_EQ(sent.With(ROUTING)[0].header.GetDestination(), careOf, "there");
            NS_TEST_EXPECT_MSG_EQ(unsigned(sent.Messages(Mip6Message::BA)[0].status), 0, "done");
            // Again: replayed.
            inject(Write(update, home, own), careOf);
            NS_TEST_EXPECT_MSG_EQ(unsigned(sent.Messages(Mip6Message::BA)[1].status), 135, "again");
        });
        // Data without a binding, 40 packets a second: errors are limited.
        for (uint32_t i = 0; i < 80; ++i)
        {
            Simulator::Schedule(Seconds(26) + MilliSeconds(25) * i, [&]() {
                inject(Create<Packet>(20), ELSEWHERE);
                UdpHeader udp;
                udp.SetDestinationPort(7000);
                Ptr<Packet> data = Create<Packet>(10);
                data->AddHeader(udp);
                Mip6TestBed::Inject(node,
                                    WithHomeAddress(data, home, UDP),
                                    ELSEWHERE,
                                    own,
                                    OPTIONS);
            });
        }
        bed.Run(Seconds(29));
        const std::vector<Time> errors = bed.When("Binding Error");
        NS_TEST_EXPECT_MSG_EQ(MostWithinSecond(errors), 10, "ten a second");
        NS_TEST_EXPECT_MSG_EQ(errors.size(), 20, "in two seconds");
    }
};

/** @ingroup mip6
 * The mobile with the home agent: lifetimes, answers that nobody asked for, rates (sections 11.3.6,
 * 11.5.5, 11.7 and 11.8). */
class Mip6MobileRulesCase : public TestCase
{
  public:
    Mip6MobileRulesCase()
        : TestCase("mobile: lifetimes from the sending on, their end, rates, answers")
    {
    }

  private:
    /** Refresh after 80 % of the lifetime, counted from the sending. */
    void FromSending()
    {
        Mip6TestBed bed("mip6", {MilliSeconds(300), MilliSeconds(50), MilliSeconds(50)}, "lan-1");
        bed.GetHomeAgent()->SetAttribute("DupAddrDetectTime", TimeValue(Time(0)));
        bed.GetMobile()->SetAttribute("BindingLifetime", TimeValue(Seconds(40)));
        bed.GetCorrespondent()->SetAttribute("MAX_RR_BINDING_LIFETIME", TimeValue(Seconds(20)));
        bed.SendPackets(Seconds(2), Seconds(25), MilliSeconds(100));
        bed.Run(Seconds(40));
        std::vector<Time> home;
        std::vector<Time> correspondent;
        for (const Mip6TestBed::Message& one : bed.messages)
        {
            if (one.what.name == "Binding Update")
            {
                (one.what.bytes == 120 ? home : correspondent).push_back(one.when);
            }
        }
        NS_TEST_ASSERT_MSG_EQ(home.size(), 2, "with the home agent");
        NS_TEST_EXPECT_MSG_EQ((home[1] - home[0]), Seconds(32), "80 % of 40 s");
        NS_TEST_ASSERT_MSG_GT(correspondent.size(), 1, "with the correspondent");
        const std::vector<Time> tests = bed.When("Home Test Init");
        NS_TEST_ASSERT_MSG_GT(tests.size(), 1, "a second test");
        NS_TEST_EXPECT_MSG_EQ((tests[1] - correspondent[0]), Seconds(16), "80 % of 20 s");
    }

    /** The binding with the home agent ends while nothing gets through. */
    void End()
    {
        Mip6TestBed bed("mip6", {}, "lan-1");
        bed.GetMobile()->SetAttribute("BindingLifetime", TimeValue(Seconds(40)));
        const Ipv6Address home = bed.GetMobile()->GetHomeAddress();
        Watch updates(bed.plan.correspondents[0], "LocalDeliver");
        bed.SendPackets(Seconds(10), Seconds(80), MilliSeconds(100));
        Simulator::Schedule(Seconds(20), [&]() { bed.lossUp->rate = 1; });
        Simulator::Schedule(Seconds(39.9), [&]() {
            NS_TEST_EXPECT_MSG_EQ(
                (bed.GetMobile()->GetState() == Mip6MobileNode::State::REGISTERED),
                true,
                "registered until the end");
        });
        Simulator::Schedule(Seconds(41), [&]() {
            NS_TEST_EXPECT_MSG_EQ(
                (bed.GetMobile()->GetState() == Mip6MobileNode::State::REGISTERING),
                true,
                "not after it");
            NS_TEST_EXPECT_MSG_GT(bed.GetMobile()->GetCounters().notSent, 5, "nothing is sent");
        });
        Simulator::Schedule(Seconds(60), [&]() { bed.lossUp->rate = 0; });
        bed.Run(Seconds(80));
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetDetections(), 2, "a first registration again");
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCareOf(home),
                              bed.GetMobile()->GetCareOf(),
                              "at last");
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCounters().badTunnel, 0, "no data before");
        // No binding with a correspondent is asked for that outlasts the home agent's, 40 s from 0.
        const std::vector<Mip6Message> asked = updates.Messages(Mip6Message::BU);
        NS_TEST_ASSERT_MSG_EQ(asked.empty(), false, "an update");
        NS_TEST_EXPECT_MSG_EQ(asked[0].lifetime, 7, "28 s of the 29.9 s that are left");
    }

    /** Home: the binding has ended meanwhile. */
    void TooLateHome()
    {
        Mip6TestBed bed("mip6-tunnel", {}, "lan-1");
        bed.GetMobile()->SetAttribute("BindingLifetime", TimeValue(Seconds(20)));
        Simulator::Schedule(Seconds(5), [&]() { bed.lossUp->rate = 1; });
        bed.MoveAt(Seconds(50), "home");
        bed.Run(Seconds(52));
        NS_TEST_EXPECT_MSG_EQ((bed.GetMobile()->GetState() == Mip6MobileNode::State::HOME),
                              true,
                              "status 133 is good enough there");
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetAccepted(), 1, "and no acceptance");
    }

    /** Authentic answers at the wrong time, and a Binding Error. */
    void Unasked()
    {
        Mip6TestBed bed("mip6-tunnel", {}, "lan-1");
        Ptr<Node> node = bed.plan.mobiles[0];
        const Ipv6Address home = bed.GetMobile()->GetHomeAddress();
        Simulator::Schedule(Seconds(3), [&]() {
            const Ipv6Address careOf = bed.GetMobile()->GetCareOf();
            const auto send = [&](uint8_t status, uint16_t sequence) {
                Mip6Message answer(Mip6Message::BA);
                answer.status = status;
                answer.sequence = sequence;
                Mip6TestBed::Inject(node,
                                    HomeAnswer(answer, home, careOf),
                                    HOME_AGENT,
                                    careOf,
                                    ROUTING);
            };
            send(128, 1);
            send(135, 40000);
            send(135, 5);
            NS_TEST_EXPECT_MSG_EQ(bed.GetMobile()->GetCounters().replayed, 3, "all ignored");
            NS_TEST_EXPECT_MSG_EQ(bed.Count("Binding Update"), 1, "no update");
            Mip6Message error(Mip6Message::BE);
            error.status = Mip6Message::NO_BINDING;
            error.homeAddress = home;
            Mip6TestBed::Inject(node,
                                Write(error, HOME_AGENT, careOf),
                                HOME_AGENT,
                                careOf,
                                MOBILITY);
            NS_TEST_EXPECT_MSG_EQ(bed.Count("Binding Update"), 2, "section 11.3.6");
            // The update is under way: a number that lies behind is an old answer.
            send(135, 1);
            NS_TEST_EXPECT_MSG_EQ(bed.Count("Binding Update"), 2, "no further one");
            send(135, 700);
            NS_TEST_EXPECT_MSG_EQ(bed.Count("Binding Update"), 3, "one that lies ahead");
        });
        bed.Run(Seconds(5));
        NS_TEST_EXPECT_MSG_EQ((bed.GetMobile()->GetState() == Mip6MobileNode::State::REGISTERED),
                              true,
                              "registered");
    }

    /** Moves and requests in quick succession. */
    void Rates()
    {
        Mip6TestBed bed("mip6", {}, "lan-1");
        Ptr<Node> node = bed.plan.mobiles[0];
        const Ipv6Address home = bed.GetMobile()->GetHomeAddress();
        const Ipv6Address correspondent = bed.GetCorrespondentAddress();
        bed.SendPackets(Seconds(2), Seconds(12), MilliSeconds(10));
        for (uint32_t i = 0; i < 300; ++i)
        {
            Simulator::Schedule(Seconds(4) + MilliSeconds(10) * i, [&]() {
                Mip6TestBed::Inject(node,
                                    Write(Mip6Message(Mip6Message::BRR), correspondent, home),
                                    correspondent,
                                    home,
                                    MOBILITY);
            });
        }
        for (uint32_t i = 0; i < 21; ++i)
        {
            bed.MoveAt(Seconds(8) + MilliSeconds(50) * i, i % 2 == 0 ? "lan-2" : "lan-1");
        }
        bed.Run(Seconds(12));
        std::vector<Time> home120;
        std::vector<Time> other;
        for (const Mip6TestBed::Message& one : bed.messages)
        {
            if (one.what.name == "Binding Update")
            {
                (one.what.bytes == 120 ? home120 : other).push_back(one.when);
            }
        }
        NS_TEST_EXPECT_MSG_EQ(MostWithinSecond(home120), 3, "MAX_UPDATE_RATE");
        NS_TEST_EXPECT_MSG_EQ(MostWithinSecond(other), 3, "MAX_UPDATE_RATE");
        NS_TEST_EXPECT_MSG_EQ(MostWithinSecond(bed.When("Home Test Init")), 3, "MAX_UPDATE_RATE");
        NS_TEST_EXPECT_MSG_EQ(MostWithinSecond(bed.When("Care-of Test Init")), 3, "likewise");
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCareOf(home),
                              bed.GetMobile()->GetCareOf(),
                              "right in the end");
        NS_TEST_EXPECT_MSG_EQ(bed.GetCorrespondent()->GetCareOf(home),
                              bed.GetMobile()->GetCareOf(),
                              "right in the end");
    }

    void DoRun() override
    {
        FromSending();
        End();
        TooLateHome();
        Unasked();
        Rates();
    }
};

/** @ingroup mip6
 * Return routability (sections 5.2.9, 11.3.5, 11.6, 11.7.2 and 11.8). */
class Mip6RoutabilityRulesCase : public TestCase
{
  public:
    Mip6RoutabilityRulesCase()
        : TestCase("return routability: cookies, failure, refusal, sequence numbers")
    {
    }

  private:
    /** Each repetition has a cookie of its own. */
    void Cookies()
    {
        Mip6TestBed bed("mip6", {}, "lan-1");
        Watch taken(bed.plan.correspondents[0], "LocalDeliver");
        bed.lossDown->rate = 1;
        bed.lossDown->types = {Mip6Message::HOT, Mip6Message::COT};
        bed.SendPackets(Seconds(3), Seconds(3.0005));
        bed.Run(Seconds(20));
        for (uint8_t type : {Mip6Message::HOTI, Mip6Message::COTI})
        {
            const std::vector<Mip6Message> messages = taken.Messages(type);
            std::set<Mip6Token> cookies;
            for (const Mip6Message& one : messages)
            {
                cookies.insert(one.cookie);
            }
            NS_TEST_EXPECT_MSG_EQ(messages.size(), 5, "at 0, 1, 3, 7, 15 s");
            NS_TEST_EXPECT_MSG_EQ(cookies.size(), 5, "all different");
        }
    }

    /** A refresh that fails: no packet goes directly when the binding has ended. */
    void FailedRefresh()
    {
        Mip6TestBed bed("mip6", {}, "lan-1");
        bed.GetCorrespondent()->SetAttribute("MAX_RR_BINDING_LIFETIME", TimeValue(Seconds(20)));
        bed.SendPackets(Seconds(3), Seconds(40), MilliSeconds(50));
        Simulator::Schedule(Seconds(10), [&]() {
            bed.lossDown->rate = 1;
            bed.lossDown->types = {Mip6Message::HOT, Mip6Message::COT};
        });
        bed.Run(Seconds(40));
        NS_TEST_EXPECT_MSG_EQ(bed.GetCorrespondent()->GetCounters().noBinding, 0, "no such packet");
        NS_TEST_EXPECT_MSG_EQ(bed.up.size(), bed.sentUp, "all arrive");
    }

    /** Updates that never arrive, and nobody says so. */
    void Failure()
    {
        Mip6TestBed bed("mip6", {}, "lan-1");
        bed.lossDown->rate = 1;
        bed.lossDown->types = {Mip6Message::BE};
        bed.SendPackets(Seconds(3), Seconds(30), MilliSeconds(50));
        Simulator::Schedule(Seconds(2), [&]() {
            bed.lossUp->rate = 1;
            bed.lossUp->types = {Mip6Message::BU};
        });
        bed.Run(Seconds(30));
        // The update is sent 50 ms later, and again after 1, 3 and 7 s; the next would be at 15 s.
        const Time back = Mip6TestBed::FirstAfter(bed.up, Seconds(3.2));
        NS_TEST_EXPECT_MSG_GT(back, Seconds(18), "three repetitions fail");
        NS_TEST_EXPECT_MSG_LT(back, Seconds(18.2), "through the home agent from then on");
        NS_TEST_EXPECT_MSG_GT(bed.up.back(), Seconds(29.9), "and on");
    }

    /** Nodes that cannot do it, or will not. */
    void Refusal()
    {
        Mip6TestBed bed("mip6", {}, "lan-1");
        Ptr<Node> node = bed.plan.mobiles[0];
        const Ipv6Address home = bed.GetMobile()->GetHomeAddress();
        const Ipv6Address correspondent = bed.GetCorrespondentAddress();
        Watch sent(node, "SendOutgoing");
        bed.lossUp->rate = 1;
        bed.lossUp->types = {Mip6Message::COTI};
        bed.SendPackets(Seconds(3), Seconds(450), MilliSeconds(100));
        Simulator::Schedule(Seconds(3.5), [&]() {
            // The error quotes the Care-of Test Init.
            const std::vector<Seen> quoted = sent.With(MOBILITY);
            NS_TEST_ASSERT_MSG_EQ(quoted.empty(), false, "a Care-of Test Init");
            Ptr<Packet> whole = quoted.back().packet->Copy();
            Ipv6Header header = quoted.back().header;
            header.SetPayloadLength(static_cast<uint16_t>(whole->GetSize()));
            whole->AddHeader(header);
            Ptr<Packet> packet = Bytes({4, 1, 0, 0, 0, 0, 0, 6});
            packet->AddAtEnd(whole);
            Mip6TestBed::Inject(node, packet, correspondent, bed.GetMobile()->GetCareOf(), ICMP);
        });
        bed.MoveAt(Seconds(100), "lan-2");
        Simulator::Schedule(Seconds(400), [&]() {
            NS_TEST_EXPECT_MSG_EQ(bed.Count("Care-of Test Init"), 1, "no more, after a move too");
            NS_TEST_EXPECT_MSG_EQ(bed.Count("Home Test Init"), 1, "no more");
            NS_TEST_EXPECT_MSG_GT(bed.up.size(), 3960, "through the home agent");
            bed.lossUp->rate = 0;
        });
        bed.Run(Seconds(450));
        NS_TEST_EXPECT_MSG_EQ(bed.Count("Care-of Test Init"), 2, "after 420 s it is tried again");
        NS_TEST_EXPECT_MSG_EQ(bed.GetCorrespondent()->GetCareOf(home),
                              bed.GetMobile()->GetCareOf(),
                              "with success");
    }

    /** An authentic refusal, and a second Home Test that differs. */
    void RefusedByCorrespondent()
    {
        Mip6TestBed bed("mip6", {}, "lan-1");
        Ptr<Node> node = bed.plan.mobiles[0];
        const Ipv6Address home = bed.GetMobile()->GetHomeAddress();
        const Ipv6Address correspondent = bed.GetCorrespondentAddress();
        Watch taken(node, "LocalDeliver");
        Watch updates(bed.plan.correspondents[0], "LocalDeliver");
        // Its own answers are lost, and so is its first Care-of Test.
        bed.lossDown->types = {Mip6Message::BA, Mip6Message::COT};
        Simulator::Schedule(Seconds(2), [&]() { bed.lossDown->rate = 1; });
        bed.SendPackets(Seconds(3), Seconds(60), MilliSeconds(100));
        Simulator::Schedule(Seconds(3.5), [&]() {
            bed.lossDown->types = {Mip6Message::BA};
            const std::vector<Mip6Message> tests = taken.Messages(Mip6Message::HOT);
            NS_TEST_ASSERT_MSG_EQ(tests.empty(), false, "a Home Test");
            Mip6Message second(Mip6Message::HOT);
            second.cookie = tests.back().cookie;
            second.token = {6, 6, 6, 6, 6, 6, 6, 6};
            second.nonceIndex = tests.back().nonceIndex;
            Ptr<Packet> packet = Write(second, correspondent, home);
            Ipv6Header inner;
            inner.SetSource(correspondent);
            inner.SetDestination(home);
            inner.SetNextHeader(MOBILITY);
            inner.SetPayloadLength(static_cast<uint16_t>(packet->GetSize()));
            packet->AddHeader(inner);
            Mip6TestBed::Inject(node, packet, HOME_AGENT, bed.GetMobile()->GetCareOf(), 41);
        });
        std::size_t tried = 0;
        Simulator::Schedule(Seconds(4.5), [&]() {
            const std::vector<Mip6Message> found = updates.Messages(Mip6Message::BU);
            NS_TEST_ASSERT_MSG_EQ(found.empty(), false, "an update");
            NS_TEST_EXPECT_MSG_EQ(bed.GetCorrespondent()->GetCounters().forged, 0, "first token");
            NS_TEST_EXPECT_MSG_EQ(bed.GetCorrespondent()->GetAccepted(), 1, "the first token");
            const Mip6Message& update = found.back();
            const Mip6Key kcn = DeriveMip6Key("Kcn 0");
            const Ipv6Address careOf = bed.GetMobile()->GetCareOf();
            const Mip6Nonce nonce = MakeMip6Nonce(kcn, update.nonceIndices->first);
            const Mip6Token homeToken = MakeMip6KeygenToken(kcn, home, nonce, false);
            const Mip6Token careOfToken = MakeMip6KeygenToken(kcn, careOf, nonce, true);
            Mip6Message answer(Mip6Message::BA);
            answer.status = 130;
            answer.sequence = update.sequence;
            answer.authorization = Mip6Authenticator();
            answer.authorization = MakeMip6Authenticator(MakeMip6Kbm(homeToken, &careOfToken),
                                                         careOf,
                                                         correspondent,
                                                         answer);
            Mip6RoutingHeader routing;
            routing.nextHeader = MOBILITY;
            routing.homeAddress = home;
            Ptr<Packet> packet = Write(answer, correspondent, home);
            packet->AddHeader(routing);
            Mip6TestBed::Inject(node, packet, correspondent, careOf, ROUTING);
            tried = bed.Count("Home Test Init");
        });
        bed.Run(Seconds(60));
        NS_TEST_EXPECT_MSG_EQ(bed.Count("Home Test Init"), tried, "not asked again");
    }

    /** Home and away again: numbers go on, and wrap. */
    void Sequences()
    {
        Mip6TestBed bed("mip6", {}, "lan-1");
        Watch taken(bed.plan.correspondents[0], "LocalDeliver");
        Watch sent(bed.plan.correspondents[0], "SendOutgoing");
        bed.SendPackets(Seconds(3), Seconds(20), MilliSeconds(50));
        for (uint32_t i = 0; i < 4; ++i)
        {
            bed.MoveAt(Seconds(5) + Seconds(3) * i, i % 2 == 0 ? "home" : "lan-2");
        }
        bed.Run(Seconds(20));
        const std::vector<Mip6Message> updates = taken.Messages(Mip6Message::BU);
        const std::vector<Mip6Message> answers = sent.Messages(Mip6Message::BA);
        NS_TEST_ASSERT_MSG_EQ(updates.size(), 5, "one for each network");
        NS_TEST_ASSERT_MSG_EQ(answers.size(), 5, "an answer for each");
        for (std::size_t i = 0; i < answers.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(unsigned(answers[i].status), 0, "accepted");
            NS_TEST_EXPECT_MSG_EQ(updates[i].sequence,
                                  static_cast<uint16_t>(updates[0].sequence + i),
                                  "the next one");
        }
        NS_TEST_EXPECT_MSG_NE(updates[0].sequence, 1, "begun anywhere");
    }

    void DoRun() override
    {
        Cookies();
        FailedRefresh();
        Failure();
        Refusal();
        RefusedByCorrespondent();
        Sequences();
    }
};

/** Suite mip6-rules. */
class Mip6RulesTestSuite : public TestSuite
{
  public:
    Mip6RulesTestSuite()
        : TestSuite("mip6-rules", l4mobility::UnitTest<TestSuite>(0))
    {
        AddTestCase(new Mip6SequenceCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip6FormCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip6HomeAgentRulesCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip6CorrespondentRulesCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip6MobileRulesCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip6RoutabilityRulesCase, l4mobility::QuickTest<TestCase>(0));
    }
};

static Mip6RulesTestSuite g_mip6RulesTestSuite; //!< registers the suite

} // namespace ns3
