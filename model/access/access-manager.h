/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef ACCESS_MANAGER_H
#define ACCESS_MANAGER_H

#include "access-link.h"

#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <vector>

namespace ns3
{

class Node;

/**
 * @ingroup access
 * The node's addresses, the one that it prefers first: the notice between access and mobility.
 */
struct UsableAddresses
{
    std::vector<UsableAddress> all; //!< the preferred link's addresses first; may be empty

    /** @return the network of the preferred link, empty where there is no address */
    std::string GetNetwork() const;
};

/**
 * @ingroup access
 * Owns a mobile node's links, chooses the one that carries its packets, sets the default routes for
 * it, and tells who listens which addresses are usable. Aggregated to the node.
 *
 * The order of things at one moment: the address is on the interface, the default routes are set,
 * and only then the notice goes out.
 */
class AccessManager : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    AccessManager();
    ~AccessManager() override;

    /** Adds a link; links added first are preferred where the policy says nothing else. */
    void AddLink(Ptr<AccessLink> link);
    /** @return the links */
    const std::vector<Ptr<AccessLink>>& GetLinks() const;

    /** Starts all links. */
    void Start();

    /**
     * Makes a link the preferred one as soon as it has an address, whatever the others have.
     * @param link one of the links
     */
    void Prefer(Ptr<AccessLink> link);
    /** @return the link that carries the node's packets, or nullptr */
    Ptr<AccessLink> GetPreferred() const;

    /** @return the addresses that are usable now */
    const UsableAddresses& GetUsable() const;

    /**
     * TracedCallback signature of UsableAddresses.
     * @param node whose
     * @param usable all usable addresses, in order of preference
     */
    typedef void (*UsableTracedCallback)(Ptr<Node> node, const UsableAddresses& usable);

    /**
     * TracedCallback signature of Event.
     * @param node whose
     * @param event what happened to one of its links
     */
    typedef void (*EventTracedCallback)(Ptr<Node> node, const AccessEvent& event);

  protected:
    void DoDispose() override;

  private:
    /** Something happened to a link. */
    void LinkEvent(Ptr<AccessLink> link, const AccessEvent& event);
    /** Chooses the preferred link, sets the routes, tells who listens. */
    void Update();
    /** Puts default routes in place for the preferred link, and removes all others. */
    void SetDefaultRoutes();

    std::vector<Ptr<AccessLink>> m_links;                            //!< in order of preference
    Ptr<AccessLink> m_wanted;                                        //!< see Prefer()
    Ptr<AccessLink> m_preferred;                                     //!< see GetPreferred()
    UsableAddresses m_usable;                                        //!< as last told
    TracedCallback<Ptr<Node>, const UsableAddresses&> m_usableTrace; //!< UsableAddresses
    TracedCallback<Ptr<Node>, const AccessEvent&> m_eventTrace;      //!< Event
};

} // namespace ns3

#endif /* ACCESS_MANAGER_H */
