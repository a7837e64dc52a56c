namespace Connection;

/// <summary>What a connection can be.</summary>
internal enum Link
{
    Disconnected,
    Connecting,
    Connected,
}
