/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_LAB_SETTINGS_H
#define L4M_LAB_SETTINGS_H

#include "ns3/nstime.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace l4m
{
namespace lab
{

/** What a simulation depends on, its seed apart. Times in nanoseconds. */
struct Settings
{
    std::string preset;                //!< name of the preset, or empty
    std::string label;                 //!< of one of a preset's several, or empty
    std::string varied;                //!< what that one is told from the others by: see LabelOf()
    std::string system{"l4-mobility"}; //!< system under test
    std::string costs{"none"};         //!< what computation costs, of systems that compute
    std::string costsHash;             //!< SHA-256 of the file that they name, or empty
    std::vector<std::pair<std::string, std::string>> attributes; //!< of the system
    std::string access{"wifi"};                                  //!< kind of access
    std::string family{"ipv4"};                                  //!< ipv4 or ipv6
    std::string traffic{"voice"};                                //!< kind of traffic
    std::string file{"/usr/share/common-licenses/GPL-3"};        //!< what traffic file sends
    std::string fileHash;                                        //!< its SHA-256, where it is sent
    uint64_t bytes{0};                 //!< of a file transfer; 0: until the end
    int64_t interval{20'000'000};      //!< cbr: between two datagrams
    uint32_t payload{160};             //!< cbr: bytes of a datagram
    uint32_t mobiles{1};               //!< how many move
    uint32_t handovers{2};             //!< how many moves the run has time for
    int64_t duration{0};               //!< of the traffic; 0: as the moves need
    std::string mobility{"ping-pong"}; //!< how they move
    std::string movement;              //!< ns-2 movement file, or empty
    std::string movementHash;          //!< its SHA-256
    double speed{10};                  //!< m/s
    double distance{150};              //!< m between neighbouring access points
    double range{0};                   //!< m that an access point reaches; 0: 0.55 of distance
    uint32_t networks{2};              //!< access points
    std::string order{"hard"};         //!< of links: hard or soft
    std::string trigger{"schedule"};   //!< of a switch: schedule or signal
    int64_t period{5'000'000'000};     //!< between two moves on schedule
    int64_t outage{1'000'000'000};     //!< lan: cable in neither network
    int64_t accessDelay{4'500'000};    //!< one way, access router to core router
    int64_t homeDelay{-1};             //!< one way, home router to core router; -1: accessDelay
    std::string home{"own"};           //!< home network: own, or the first access point's
    int64_t coreDelay{4'500'000};      //!< one way, core router to correspondent
    std::string rate{"20Mbps"};        //!< of links between routers
    bool ingressFilter{true};          //!< whether providers refuse foreign source addresses
    int64_t beacon{102'400'000};       //!< Wi-Fi: beacon interval
    uint32_t missed{10};               //!< Wi-Fi: beacons
    std::string scan{"passive"};       //!< Wi-Fi: passive or active
    std::string channels{"36,40"};     //!< Wi-Fi: those of the access points, in turn
    std::string scanned;               //!< Wi-Fi: those that are searched; empty: the same
    int64_t dwell{120'000'000};        //!< Wi-Fi: on each channel
    int64_t dhcpWait{0};               //!< IPv4: for further offers
    int64_t raMin{1'000'000'000};      //!< IPv6: between advertisements, least
    int64_t raMax{3'000'000'000};      //!< IPv6: between advertisements, most
    bool solicit{true};                //!< IPv6: whether link-up is followed by a solicitation
    std::string dad{"normal"};         //!< IPv6: normal, optimistic or off
};

/** What a call does beside: nothing of it changes a result. */
struct Campaign
{
    std::vector<Settings> settings; //!< to be run, each with every seed
    uint32_t firstSeed{1};          //!< first seed
    uint32_t seeds{1};              //!< how many
    uint32_t jobs{1};               //!< processes at a time
    std::string out{"build/lab"};   //!< folder of results
    bool pcap{false};               //!< whether packets are captured
    bool events{true};              //!< whether events are written
};

/** @return settings as results keep them: all of them, in this order */
nlohmann::ordered_json ToJson(const Settings& settings);

/**
 * Reads the command line.
 * @param argc as main() has it
 * @param argv as main() has it
 * @param campaign receives what is asked for
 * @return false where only a text was asked for, which has been printed
 *
 * Throws std::invalid_argument with a sentence that says what is wrong and what is allowed.
 */
bool ReadCommandLine(int argc, char* argv[], Campaign& campaign);

/**
 * Looks for what does not fit together, and opens what names something outside.
 * @param settings of one system
 *
 * Throws std::invalid_argument.
 */
void Check(const Settings& settings);

/** @return a duration in nanoseconds @param text such as "5s", "102.4ms", "300us". Throws
 * std::invalid_argument where it is none. */
int64_t ParseDuration(const std::string& text);

} // namespace lab
} // namespace l4m

#endif /* L4M_LAB_SETTINGS_H */
