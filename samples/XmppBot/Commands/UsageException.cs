namespace XmppBot;

/// <summary>The arguments are at fault; the message is one line for the user.</summary>
internal sealed class UsageException(string message) : Exception(message);
