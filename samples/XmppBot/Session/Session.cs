using System.Xml.Linq;
using CoroFsm;

namespace XmppBot;

/// <summary>A session, from the first connection to the closed stream. Each method that waits is a state.</summary>
/// <remarks>The superstates around a state handle an event that it does not expect; one that none handles ends the connection.</remarks>
internal sealed class Session(
    SessionOptions options, ILink link, IBot bot, TimeProvider time, Inbox<SessionEvent> inbox, Action<XElement>? trace)
{
    private SessionException? lastFailure;
    private SaslMechanism? lastMechanism;
    private int failures;
    private bool isOpen;
    private bool isSecure;
    private bool wasSecure;
    private bool wasOnline;
    private long? onlineSince;

    /// <summary>Starts a session, which waits for <see cref="Begin"/>.</summary>
    public static Machine<SessionEvent> Start(
        SessionOptions options, ILink link, IBot bot, TimeProvider time,
        IMachineObserver? observer = null, Action<XElement>? trace = null) =>
        Machine.Start<SessionEvent>(
            inbox => new Session(options, link, bot, time, inbox, trace).Run(),
            new() { Name = "Session", TimeProvider = time, Observer = observer });

    private async Coroutine Run()
    {
        try
        {
            using var checks = inbox.Handle<Check>(static _ => { });
            if (await inbox.Until<Leave>().Run(Staying()) is { IsInterrupted: true } && isOpen)
                await inbox.Within(options.StepLimit).Run(Leaving());
        }
        finally
        {
            link.Close();
        }
    }

    private async Coroutine Ready() => await inbox.Receive<Begin>();

    /// <summary>Connects, again and again. Follows a redirect at once, but not two in a row, and not without TLS.</summary>
    private async Coroutine Staying()
    {
        await Ready();
        ServerAddress? elsewhere = null;
        while (true)
        {
            try
            {
                var end = await inbox.Until<Lost>().Run(Connection(elsewhere));
                lastFailure = ((Lost)end.By!).Why;
            }
            catch (SessionException error)
            {
                lastFailure = error;
            }

            if (isOpen)
                link.Write(StreamText.End);
            link.Close();
            isOpen = false;
            if (onlineSince is { } since && time.GetElapsedTime(since) >= options.MaxPause)
                failures = 0;       // only what lasts for a while makes good for the failures before it
            elsewhere = elsewhere is null && options.Tls != TlsUse.Off ? lastFailure.Redirect : null;
            if (elsewhere is not null)
                continue;
            if (!wasOnline || !lastFailure.IsTransient || ++failures > options.Attempts)
                throw lastFailure;
            await inbox.Within(options.Pause(failures)).Run(Pausing());
        }
    }

    private async Coroutine Pausing() => await inbox.Receive<Check>();

    /// <summary>One connection: what RFC 6120 calls the negotiation, and then the exchange of stanzas.</summary>
    private async Coroutine Connection(ServerAddress? elsewhere)
    {
        (isSecure, onlineSince) = (false, null);
        InTime(await inbox.Within(options.ConnectLimit).Run(Connecting(elsewhere)), "connect");
        var features = InTime(await inbox.Within(options.StepLimit).Run(Opening()), "open the stream");
        if (options.WantsTls(features, isExpected: wasSecure || elsewhere is not null))
            features = InTime(await inbox.Within(options.ConnectLimit).Run(Securing()), "start TLS");
        features = InTime(await inbox.Within(options.StepLimit).Run(Authenticating(features)), "authenticate");
        InTime(await inbox.Within(options.StepLimit).Run(Binding(features)), "bind the resource");
        await Online();
    }

    private async Coroutine Connecting(ServerAddress? elsewhere)
    {
        link.Connect(elsewhere);
        await inbox.Receive<Connected>();
    }

    private async Coroutine<XElement> Opening()
    {
        link.Write(StreamText.Header(options.Jid, isSecure));
        isOpen = true;
        var header = await AwaitingHeader();
        if (header.Attribute("version")?.Value is not { } version || !version.StartsWith("1.", StringComparison.Ordinal))
            throw new SessionException(Failure.Protocol, "the server's stream is not of version 1.0");
        return await AwaitingFeatures();
    }

    private async Coroutine<XElement> AwaitingHeader() => (await inbox.Receive<Opened>()).Element;

    private async Coroutine<XElement> AwaitingFeatures() => (await inbox.Receive<Features>()).Element;

    private async Coroutine<XElement> Securing()
    {
        Send(new(Names.Tls + "starttls"));
        if ((await AwaitingProceed()).Name != Names.Tls + "proceed")
            throw new SessionException(Failure.Tls, "the server refuses to start TLS");
        isOpen = false;
        link.StartTls();
        await Handshaking();
        isSecure = wasSecure = true;
        return await Opening();
    }

    private async Coroutine<XElement> AwaitingProceed() => (await inbox.Receive<TlsReply>()).Element;

    private async Coroutine Handshaking() => await inbox.Receive<Secured>();

    private async Coroutine<XElement> Authenticating(XElement features)
    {
        var mechanism = SaslMechanism.Choose(features, options, isSecure, lastMechanism);
        Send(new(Names.Sasl + "auth", new XAttribute("mechanism", mechanism.Name), Base64.Of(mechanism.Begin())));
        while (true)
        {
            var reply = (await inbox.Receive<SaslReply>()).Element;
            if (reply.Name == Names.Sasl + "success")
            {
                mechanism.End(Base64.Read(reply.Value));
                lastMechanism = mechanism;
                link.Restart();
                return await Opening();
            }

            if (reply.Name != Names.Sasl + "challenge")
                throw SessionException.OfSasl(reply, options.Password);
            Send(new(Names.Sasl + "response", Base64.Of(mechanism.Respond(Base64.Read(reply.Value)))));
        }
    }

    private async Coroutine Binding(XElement features)
    {
        if (features.Element(Names.Bind + "bind") is null)
            throw new SessionException(Failure.Protocol, "the server does not bind resources");
        var resource = options.Jid.Resource.Length == 0 ? null : new XElement(Names.Bind + "resource", options.Jid.Resource);
        var id = options.MakeId();
        Send(StreamText.Iq("set", id, new(Names.Bind + "bind", resource)));
        var reply = (Stanza)await inbox.Receive(e => e is Stanza { Element: var iq } && StreamText.IsReply(iq, id, options.Jid));
        if (reply.Element.Element(Names.Bind + "bind")?.Element(Names.Bind + "jid")?.Value is not { } jid)
            throw SessionException.OfBind(reply.Element);
        if (!Jid.TryParse(jid, out var bound) || bound.Resource.Length == 0)
            throw new SessionException(Failure.Protocol, "the server bound an address that is none");
        bot.OnOnline(jid);
    }

    /// <summary>Answers stanzas; asks a silent server for a sign of life.</summary>
    private async Coroutine Online()
    {
        (wasOnline, onlineSince) = (true, time.GetTimestamp());
        using var says = inbox.Handle<Say>(say => Send(say.Stanza));
        Send(new(Names.Client + "presence"));
        while (true)
        {
            var idle = await inbox.Within(options.PingAfter).Run(Idle());
            var stanza = idle.Result ?? InTime(await inbox.Within(options.StepLimit).Run(Asking()), "answer a ping");
            foreach (var answer in bot.Answer(stanza.Element, inbox.Machine))
                Send(answer);
        }
    }

    private async Coroutine<Stanza?> Idle() => await inbox.Receive(static e => e is Stanza or Check) as Stanza;

    private async Coroutine<Stanza> Asking()
    {
        Send(StreamText.Iq("get", options.MakeId(), new(Names.Ping + "ping")));
        return await inbox.Receive<Stanza>();
    }

    /// <summary>Says good-bye, and waits for the server to say it.</summary>
    private async Coroutine Leaving()
    {
        link.Write(StreamText.End);
        while (await inbox.Receive() is not Lost) { }
    }

    private void Send(XElement element)
    {
        trace?.Invoke(element);
        link.Write(element.ToString(SaveOptions.DisableFormatting));
    }

    private static void InTime(SubstateEnd<SessionEvent> end, string what)
    {
        if (end.IsInterrupted)
            throw new SessionException(Failure.Timeout, $"the server did not {what} in time");
    }

    private static T InTime<T>(SubstateEnd<SessionEvent, T> end, string what) => end.IsInterrupted
        ? throw new SessionException(Failure.Timeout, $"the server did not {what} in time")
        : end.Result;
}
