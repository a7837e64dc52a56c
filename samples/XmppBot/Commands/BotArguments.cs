namespace XmppBot;

/// <summary>The arguments as they were given.</summary>
internal sealed record BotArguments(
    string Jid, string? PasswordFile, string? Server, TlsUse Tls, string? Trust, bool AllowsPlain, SubscriptionPolicy Subscriptions)
{
    /// <summary>Makes of them what a session needs.</summary>
    /// <exception cref="UsageException">One of them is no good.</exception>
    public (SessionOptions Options, ServerAddress Server, TlsSettings Tls) Resolve()
    {
        if (!XmppBot.Jid.TryParse(Jid, out var jid))
            throw new UsageException("--jid takes name@domain or name@domain/resource.");
        if (!ServerAddress.TryParse(Server ?? jid.Domain, out var server))
            throw new UsageException("--server takes host:port.");
        var options = new SessionOptions(jid, ReadPassword()) { Tls = Tls, AllowsPlain = AllowsPlain };
        return (options, server, new(jid.Domain, Trust is null ? null : TlsSettings.ReadTrusted(Trust)));
    }

    private string ReadPassword()
    {
        if (PasswordFile is null)
        {
            return Environment.GetEnvironmentVariable(CommandLine.PasswordVariable) is { Length: > 0 } password
                ? password
                : throw new UsageException($"There is no password: give --password-file, or set {CommandLine.PasswordVariable}.");
        }

        try
        {
            return File.ReadLines(PasswordFile).FirstOrDefault() is { Length: > 0 } line
                ? line
                : throw new UsageException($"--password-file: {PasswordFile} is empty.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--password-file: {error.Message}");
        }
    }
}
