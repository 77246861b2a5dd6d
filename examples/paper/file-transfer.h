/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_PAPER_FILE_TRANSFER_H
#define L4M_PAPER_FILE_TRANSFER_H

#include "file-source.h"
#include "sha256.h"

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/packet.h"
#include "ns3/socket.h"
#include "ns3/traced-callback.h"
#include "ns3/type-id.h"

#include <memory>
#include <string>
#include <vector>

namespace l4m
{
namespace paper
{

/**
 * Sends a file over TCP, as an FTP client's data connection does: connect, send all, close. It
 * knows nothing of mobility: the attribute Protocol names the socket factory, that is all.
 */
class FileSender : public ns3::Application
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static ns3::TypeId GetTypeId();

    FileSender();
    ~FileSender() override;

    /** @param source what to send; needed before the application starts */
    void SetSource(std::unique_ptr<FileSource> source);

    /** @return the socket, nullptr before the application started */
    ns3::Ptr<ns3::Socket> GetSocket() const;
    /** @return bytes handed to the socket */
    uint64_t GetSent() const;
    /** @return SHA-256 of these, as hexadecimal digits */
    std::string GetSha256() const;
    /** @return when connect() was called; negative before */
    ns3::Time GetConnectTime() const;
    /** @return when the connection was established; negative before */
    ns3::Time GetConnectedTime() const;
    /** @return when the socket reported that the connection is lost; negative while it has not */
    ns3::Time GetLostTime() const;

    /** TracedCallback signature of FileSender's Connected and Lost, and FileReceiver's Finished. */
    typedef void (*EventTracedCallback)();

  private:
    void StartApplication() override;
    void StopApplication() override;

    /** The connection is established. */
    void Begin(ns3::Ptr<ns3::Socket> socket);
    /** The connection ended with an error, or was not established. */
    void GiveUp(ns3::Ptr<ns3::Socket> socket);
    /** There is room in the send buffer. */
    void Fill(ns3::Ptr<ns3::Socket> socket, uint32_t room);

    ns3::TypeId m_protocol;               //!< Protocol
    ns3::Address m_remote;                //!< Remote
    std::unique_ptr<FileSource> m_source; //!< what is sent
    ns3::Ptr<ns3::Socket> m_socket;       //!< the connection
    std::vector<uint8_t> m_block;         //!< read, of which m_rest bytes are not sent yet
    std::size_t m_rest{0};                //!< at the end of m_block
    bool m_closed{false};                 //!< all was sent
    uint64_t m_sent{0};                   //!< bytes
    Sha256 m_hash;                        //!< of them
    ns3::Time m_connectTime;              //!< see GetConnectTime()
    ns3::Time m_connectedTime;            //!< see GetConnectedTime()
    ns3::Time m_lostTime;                 //!< see GetLostTime()
    ns3::TracedCallback<> m_connected;    //!< Connected
    ns3::TracedCallback<> m_lost;         //!< Lost
};

/** Receives one file over TCP until the sender closes. */
class FileReceiver : public ns3::Application
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static ns3::TypeId GetTypeId();

    FileReceiver();
    ~FileReceiver() override;

    /** @return bytes received */
    uint64_t GetReceived() const;
    /** @return SHA-256 of these, as hexadecimal digits */
    std::string GetSha256() const;
    /** @return when the sender's end of file arrived; negative before */
    ns3::Time GetFinishedTime() const;

    /**
     * TracedCallback signature of Delivered.
     * @param total bytes received so far
     */
    typedef void (*DeliveredTracedCallback)(uint64_t total);

  private:
    void StartApplication() override;
    void StopApplication() override;

    /** A connection was accepted. */
    void Accept(ns3::Ptr<ns3::Socket> socket, const ns3::Address& from);
    /** There is data to read. */
    void Read(ns3::Ptr<ns3::Socket> socket);
    /** The sender has closed. */
    void Finish(ns3::Ptr<ns3::Socket> socket);

    ns3::TypeId m_protocol;                    //!< Protocol
    ns3::Address m_local;                      //!< Local
    ns3::Ptr<ns3::Socket> m_listener;          //!< listening
    ns3::Ptr<ns3::Socket> m_socket;            //!< the connection
    std::vector<uint8_t> m_block;              //!< to copy packets to
    uint64_t m_received{0};                    //!< bytes
    Sha256 m_hash;                             //!< of them
    ns3::Time m_finishedTime;                  //!< see GetFinishedTime()
    ns3::TracedCallback<uint64_t> m_delivered; //!< Delivered
    ns3::TracedCallback<> m_finished;          //!< Finished
};

} // namespace paper
} // namespace l4m

#endif /* L4M_PAPER_FILE_TRANSFER_H */
