using System.Xml.Linq;
using CoroFsm;

namespace XmppBot;

/// <summary>What is done with stanzas. Called by the session, in the middle of its work.</summary>
internal interface IBot
{
    /// <summary>Tells that stanzas can be sent now.</summary>
    /// <param name="jid">The full address that the server has bound.</param>
    void OnOnline(string jid);

    /// <summary>Answers a stanza.</summary>
    /// <param name="stanza">The stanza.</param>
    /// <param name="session">The session, to be looked at.</param>
    IEnumerable<XElement> Answer(XElement stanza, Machine session);
}
