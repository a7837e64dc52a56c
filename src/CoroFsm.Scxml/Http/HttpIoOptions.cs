using System.Net;

namespace CoroFsm.Scxml.Http;

/// <summary>
/// Provides the options of a <see cref="HttpIoProcessor"/>. By default it accepts requests from this machine only, and sends to this
/// machine only.
/// </summary>
public sealed record HttpIoOptions
{
    /// <summary>Gets the default options.</summary>
    public static HttpIoOptions Default { get; } = new();

    /// <summary>Gets the port of the loopback address to listen at. Default: 0 (any free port).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 0, or more than 65,535.</exception>
    public int Port
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, IPEndPoint.MaxPort);
            field = value;
        }
    }

    /// <summary>
    /// Gets the function that decides which addresses documents may send to. Default: null (http and https addresses of this machine whose
    /// host is an IP address or <c>localhost</c>). What a document names may be chosen by an attacker: allow single hosts.
    /// </summary>
    public Func<Uri, bool>? IsTargetAllowed { get; init; }

    /// <summary>Gets the maximum length of the body of a received message in bytes. Default: 64 KiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 0, or more than 1 GiB.</exception>
    public int MaxBodyLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1 << 30);
            field = value;
        }
    }

    = 64 << 10;

    /// <summary>Gets the maximum number of requests that are handled at the same time. Others are refused. Default: 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxRequests
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    = 100;

    /// <summary>Gets the maximum number of messages of a session that wait to be sent. Default: 1,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxPendingMessages
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    = 1000;

    /// <summary>Gets the maximum time for a request, sent or received. Default: 10 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 ms, or more than a day.</exception>
    public TimeSpan Timeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromMilliseconds(1));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1));
            field = value;
        }
    }

    = TimeSpan.FromSeconds(10);

    /// <summary>Gets a value indicating whether messages to sessions of the same processor go through the network too, for tests.</summary>
    internal bool AlwaysUsesNetwork { get; init; }
}
