/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_LAB_FILE_TRAFFIC_H
#define L4M_LAB_FILE_TRAFFIC_H

#include "paper/file-source.h"
#include "paper/sha256.h"
#include "traffic.h"

#include <memory>

namespace l4m
{
namespace lab
{

/**
 * A real file over TCP, over and over until the end of the traffic or for a number of bytes, on a
 * connection that the mobile opens. SHA-256 is taken of what was sent and of what arrived.
 */
class FileTraffic : public Traffic
{
  public:
    /** @param context between whom @param settings which file @param port of the correspondent
     * @param up whether the mobile sends */
    FileTraffic(const TrafficContext& context, const Settings& settings, uint16_t port, bool up);
    ~FileTraffic() override;

    void Start() override;
    void Finish() override;

  private:
    /** One end has its connection. */
    void Connected();
    /** Sends what there is room for. */
    void Fill();
    /** There is data to read. */
    void Receive(ns3::Ptr<ns3::Socket> socket);
    /** One end says that the connection is lost. */
    void Lost();

    TrafficContext m_context;                    //!< between whom
    uint64_t m_limit;                            //!< bytes to send; 0: until the end
    uint16_t m_port;                             //!< of the correspondent
    bool m_up;                                   //!< whether the mobile sends
    ns3::HandoverRecorder::FlowId m_flow;        //!< as the recorder knows it
    std::unique_ptr<paper::FileSource> m_source; //!< the file
    std::vector<uint8_t> m_block;                //!< read from it
    ns3::Ptr<ns3::Socket> m_listener;            //!< the correspondent's
    ns3::Ptr<ns3::Socket> m_mobile;              //!< the mobile's
    ns3::Ptr<ns3::Socket> m_accepted;            //!< the correspondent's
    ns3::Ptr<ns3::Socket> m_sender;              //!< of these two
    unsigned m_connected{0};                     //!< ends
    bool m_closed{false};                        //!< all was sent
    bool m_lost{false};                          //!< connection
    uint64_t m_sent{0};                          //!< bytes
    uint64_t m_received{0};                      //!< bytes
    paper::Sha256 m_sentHash;                    //!< of what was sent
    paper::Sha256 m_receivedHash;                //!< of what arrived
};

} // namespace lab
} // namespace l4m

#endif /* L4M_LAB_FILE_TRAFFIC_H */
