namespace Connection;

/// <summary>What can happen to a connection.</summary>
internal enum Signal
{
    Connect,
    Established,
    Ping,
    Timeout,
    Disconnect,
}
