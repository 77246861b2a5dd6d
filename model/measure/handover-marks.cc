/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "handover-marks.h"

#include <map>

namespace ns3
{

namespace
{

/** What was last heard of a device. */
struct DeviceState
{
    uint32_t attachment{0}; //!< number of its attachment
    Time linkUp;            //!< when that came
    Time movement;          //!< when its network was known
};

/** Goes through a mobile's steps and finds handovers. */
class Finder
{
  public:
    /** @param record the next step */
    void Add(const AccessRecord& record)
    {
        record.notice ? Notice(record) : Event(record);
    }

    /** @return the handovers */
    std::vector<HandoverMarks> Take();

  private:
    /** An event. */
    void Event(const AccessRecord& record);
    /** A notice. */
    void Notice(const AccessRecord& record);
    /** A handover begins, unless one has begun. */
    void Begin(Time when);
    /** The handover that has begun is complete. */
    void Complete(Time when, const UsableAddress& to);

    std::map<uint32_t, DeviceState> m_devices; //!< by index
    std::optional<UsableAddress> m_preferred;  //!< what carries packets
    uint32_t m_attachment{0};                  //!< over which attachment
    bool m_usable{false};                      //!< whether there is an address now
    std::optional<HandoverMarks> m_open;       //!< what has begun
    std::vector<HandoverMarks> m_found;        //!< complete ones
};

void
Finder::Begin(Time when)
{
    if (m_open)
    {
        return;
    }
    m_open = HandoverMarks();
    m_open->from = *m_preferred;
    m_open->fromAttachment = m_attachment;
    m_open->loss = when;
}

void
Finder::Complete(Time when, const UsableAddress& to)
{
    const DeviceState& device = m_devices[to.device];
    m_open->to = to;
    m_open->toAttachment = device.attachment;
    m_open->linkUp = device.linkUp;
    m_open->movement = device.movement;
    m_open->usable = when;
    m_open->complete = true;
    m_open->addressChanged = !(to.address == m_open->from.address);
    m_found.push_back(*m_open);
    m_open.reset();
    m_preferred = to;
    m_attachment = device.attachment;
}

void
Finder::Event(const AccessRecord& record)
{
    const AccessEvent& event = record.event;
    DeviceState& device = m_devices[event.device];
    const bool own = m_preferred && m_preferred->device == event.device;
    switch (event.step)
    {
    case AccessStep::LINK_LOST:
        if (own)
        {
            Begin(record.when);
        }
        break;
    case AccessStep::SCAN_BEGAN:
        if (m_open && !m_open->scanBegan)
        {
            m_open->scanBegan = record.when;
        }
        break;
    case AccessStep::SCAN_ENDED:
        if (m_open)
        {
            m_open->scanEnded = record.when;
        }
        break;
    case AccessStep::LINK_UP:
        device.attachment = record.attachment;
        device.linkUp = record.when;
        device.movement = record.when;
        // An interruption that leaves the addresses in place is over with the link.
        if (own && m_open && m_usable)
        {
            Complete(record.when, *m_preferred);
        }
        break;
    case AccessStep::MOVEMENT_DETECTED:
        device.movement = record.when;
        break;
    case AccessStep::ADDRESS_USABLE:
    case AccessStep::ADDRESS_LOST:
        break;
    }
}

void
Finder::Notice(const AccessRecord& record)
{
    m_usable = !record.all.empty();
    if (!m_preferred)
    {
        if (m_usable)
        {
            m_preferred = record.all.front();
            m_attachment = m_devices[m_preferred->device].attachment;
        }
        return;
    }
    if (!m_usable)
    {
        Begin(record.when);
        return;
    }
    const UsableAddress& now = record.all.front();
    if (now == *m_preferred && m_devices[now.device].attachment == m_attachment)
    {
        return;
    }
    Begin(record.when);
    Complete(record.when, now);
}

std::vector<HandoverMarks>
Finder::Take()
{
    if (m_open)
    {
        m_found.push_back(*m_open);
    }
    for (std::size_t i = 0; i < m_found.size(); ++i)
    {
        const bool last = i + 1 == m_found.size();
        m_found[i].next = last ? Time::Max() : m_found[i + 1].loss;
        m_found[i].nextUsable =
            last || !m_found[i + 1].complete ? Time::Max() : m_found[i + 1].usable;
    }
    return m_found;
}

} // namespace

std::vector<HandoverMarks>
FindHandovers(const MobileLog& log)
{
    Finder finder;
    for (const AccessRecord& record : log.access)
    {
        finder.Add(record);
    }
    return finder.Take();
}

uint32_t
PreferredAttachment(const MobileLog& log, Time when)
{
    std::map<uint32_t, uint32_t> devices;
    std::optional<uint32_t> preferred;
    for (const AccessRecord& record : log.access)
    {
        if (record.when > when)
        {
            break;
        }
        if (record.notice)
        {
            preferred.reset();
            if (!record.all.empty())
            {
                preferred = record.all.front().device;
            }
        }
        else if (record.event.step == AccessStep::LINK_UP)
        {
            devices[record.event.device] = record.attachment;
        }
    }
    return preferred ? devices[*preferred] : 0;
}

std::string
NetworkOf(const MobileLog& log, uint32_t attachment)
{
    for (const AccessRecord& record : log.access)
    {
        if (!record.notice && record.event.step == AccessStep::LINK_UP &&
            record.attachment == attachment)
        {
            return record.event.network;
        }
    }
    return "";
}

} // namespace ns3
