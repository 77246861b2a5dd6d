/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "run.h"

#include "paper/sha256.h"
#include "presets.h"
#include "scene.h"
#include "traffic.h"

#include "ns3/config.h"
#include "ns3/event-stream.h"
#include "ns3/handover-recorder.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/linux-tcp-preset.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/run-record.h"
#include "ns3/run-rows.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/version-defines.h"

#include <memory>

namespace l4m
{
namespace lab
{

using namespace ns3;

namespace
{

/** Traffic begins so long after a mobile's first address. */
const Time g_pause = MilliSeconds(500);

/** What was sent has so long to arrive after the end of the traffic. */
const Time g_drain = Seconds(10);

/** @return how much of a system is modelled, as results name it */
std::string
FidelityName(MobilitySystem::Fidelity fidelity)
{
    switch (fidelity)
    {
    case MobilitySystem::Fidelity::COMPLETE:
        return "complete";
    case MobilitySystem::Fidelity::MESSAGE_ACCURATE:
        return "message-accurate";
    default:
        return "delay only";
    }
}

/** @return the version of ns-3, such as "3.37" */
std::string
Ns3Version()
{
    return std::to_string(NS3_VERSION_MAJOR) + "." + std::to_string(NS3_VERSION_MINOR);
}

/** One simulation. */
class Simulation
{
  public:
    Simulation(const Settings& settings, uint32_t seed);

    /** Runs it. @param pcap beginning of the names of captures, or empty */
    void Run(const std::string& pcap);

    /** @return its rows */
    RunRecord GetRecord();

    /** @return what was seen */
    const std::vector<MobileLog>& GetLogs() const
    {
        return *m_logs;
    }

  private:
    /** A mobile has addresses. */
    void Usable(uint32_t index, Ptr<Node> mobile, const UsableAddresses& usable);

    Settings m_settings;                                          //!< what is asked for
    uint32_t m_seed;                                              //!< of random numbers
    std::unique_ptr<Scene> m_scene;                               //!< nodes and networks
    Ptr<MobilitySystem> m_system;                                 //!< under test
    Ptr<HandoverRecorder> m_recorder;                             //!< writes down
    std::vector<std::vector<std::unique_ptr<Traffic>>> m_traffic; //!< by mobile
    std::vector<bool> m_talking;                                  //!< by mobile
    const std::vector<MobileLog>* m_logs{nullptr};                //!< at the end
    uint64_t m_events{0};                                         //!< that the simulator had
};

Simulation::Simulation(const Settings& settings, uint32_t seed)
    : m_settings(settings),
      m_seed(seed)
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(seed);
    m_system = MobilitySystem::Create(settings.system);
    m_system->SetAttributeFailSafe("Costs", StringValue(settings.costs));
    for (const auto& [name, value] : settings.attributes)
    {
        m_system->SetAttribute(name, StringValue(value));
    }
    LinuxTcpPreset tcp;
    tcp.ticks = false;
    // Room for IPv6 and timestamps in an Ethernet frame, and what the system adds.
    tcp.segmentSize = 1500 - 40 - 32 - m_system->GetSegmentOverhead();
    tcp.SetDefaults();
    // Linux's unres_qlen. With ns-3's 3, the first packets in a new network push each other out.
    Config::SetDefault("ns3::ArpCache::PendingQueueSize", UintegerValue(101));
    Config::SetDefault("ns3::NdiscCache::UnresolvedQueueSize", UintegerValue(101));
    m_scene = std::make_unique<Scene>(settings);
    const NetworkPlan& plan = m_scene->GetPlan();
    m_system->Install(plan);
    m_recorder = CreateObject<HandoverRecorder>();
    m_recorder->WatchSystem(m_system);
    m_recorder->WatchCorrespondent(plan.correspondents.front());
    m_talking.resize(plan.mobiles.size());
    for (uint32_t i = 0; i < plan.mobiles.size(); ++i)
    {
        TrafficContext context;
        context.mobile = plan.mobiles[i];
        context.index = m_recorder->WatchMobile(context.mobile);
        context.correspondent = plan.correspondents.front();
        context.correspondentAddress = m_scene->GetCorrespondentAddress();
        context.system = m_system;
        context.recorder = m_recorder;
        context.ipv6 = plan.ipv6;
        context.end = m_scene->GetEnd();
        m_traffic.push_back(MakeTraffic(settings, context));
        context.mobile->GetObject<AccessManager>()->TraceConnectWithoutContext(
            "UsableAddresses",
            MakeCallback(&Simulation::Usable, this).Bind(i));
    }
}

void
Simulation::Usable(uint32_t index, Ptr<Node> mobile, const UsableAddresses& usable)
{
    (void)mobile;
    if (m_talking[index] || usable.all.empty())
    {
        return;
    }
    m_talking[index] = true;
    for (const std::unique_ptr<Traffic>& traffic : m_traffic[index])
    {
        Simulator::Schedule(g_pause, &Traffic::Start, traffic.get());
    }
}

void
Simulation::Run(const std::string& pcap)
{
    if (!pcap.empty())
    {
        NodeContainer nodes(m_scene->GetPlan().correspondents.front());
        for (const Ptr<Node>& mobile : m_scene->GetPlan().mobiles)
        {
            nodes.Add(mobile);
        }
        InternetStackHelper stack;
        m_settings.family == "ipv6" ? stack.EnablePcapIpv6(pcap, nodes)
                                    : stack.EnablePcapIpv4(pcap, nodes);
    }
    m_scene->Start();
    Simulator::Stop(m_scene->GetEnd() + g_drain);
    Simulator::Run();
    m_events = Simulator::GetEventCount();
    for (const auto& conversations : m_traffic)
    {
        for (const std::unique_ptr<Traffic>& traffic : conversations)
        {
            traffic->Finish();
        }
    }
    m_logs = &m_recorder->Finish();
}

RunRecord
Simulation::GetRecord()
{
    RunRecord record;
    record.run.key = RunKey(m_settings, m_seed);
    record.run.label = m_settings.label;
    record.run.preset = m_settings.preset;
    record.run.system = m_settings.system;
    record.run.fidelity = FidelityName(m_system->GetFidelity());
    record.run.infrastructure = m_system->GetInfrastructure();
    record.run.access = m_settings.access;
    record.run.traffic = m_settings.traffic;
    record.run.family = m_settings.family;
    record.run.seed = m_seed;
    record.run.config = ToJson(m_settings).dump();
    record.run.ns3Version = Ns3Version();
    record.run.projectVersion = L4M_PROJECT_VERSION;
    record.run.simulatedNs = Simulator::Now().GetNanoSeconds();
    record.run.simulatorEvents = static_cast<int64_t>(m_events);
    AddRows(*m_logs, record);
    record.published = PublishedFigures(m_settings.preset);
    return record;
}

} // namespace

std::string
RunKey(const Settings& settings, uint32_t seed)
{
    nlohmann::ordered_json all = ToJson(settings);
    all["seed"] = seed;
    all["project"] = L4M_PROJECT_VERSION;
    all["ns3"] = Ns3Version();
    const std::string text = all.dump();
    paper::Sha256 hash;
    hash.Add(reinterpret_cast<const uint8_t*>(text.data()), text.size());
    return hash.GetHex().substr(0, 16);
}

std::string
Run(const Settings& settings, uint32_t seed, const RunFiles& files)
{
    Simulation simulation(settings, seed);
    simulation.Run(files.pcap);
    const RunRecord record = simulation.GetRecord();
    if (!files.events.empty())
    {
        WriteEventFile(files.events, record.run, simulation.GetLogs());
    }
    return ToJson(record);
}

} // namespace lab
} // namespace l4m
