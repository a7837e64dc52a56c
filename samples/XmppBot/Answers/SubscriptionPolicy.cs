namespace XmppBot;

/// <summary>Specifies who may see the presence of the bot.</summary>
internal enum SubscriptionPolicy
{
    /// <summary>Refuses every request.</summary>
    Refuse,

    /// <summary>Accepts requests from accounts of the bot's domain.</summary>
    Domain,

    /// <summary>Accepts every request.</summary>
    Accept,
}
