namespace XmppBot;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Usage = 2;
    public const int NoConnection = 3;
    public const int Tls = 4;
    public const int Authentication = 5;

    /// <summary>An error of the stream, or a server that does not keep to the protocol.</summary>
    public const int Stream = 6;
    public const int Timeout = 7;

    public static int Of(Failure failure) => failure switch
    {
        Failure.NoConnection => NoConnection,
        Failure.Tls => Tls,
        Failure.Authentication => Authentication,
        Failure.Timeout => Timeout,
        _ => Stream,
    };
}
