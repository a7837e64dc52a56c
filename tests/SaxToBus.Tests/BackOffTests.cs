using System.Globalization;
using System.Net;
using CoroFsm.Testing;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace SaxToBus.Tests;

/// <summary>When a feed is polled again after a failure.</summary>
public sealed class BackOffTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Property]
    public bool AfterFailure_AnyRun_StaysWithinItsBounds(PositiveInt interval, PositiveInt maximum, byte failures, int seed)
    {
        var (shortest, longest) = (interval.Get * Second, maximum.Get * Second);
        var schedule = new PollSchedule(shortest, longest, new(seed));
        var expected = (double)shortest.Ticks;
        for (var i = 0; i < failures; i++)
        {
            var wait = schedule.AfterFailure(null);
            expected = Math.Max(shortest.Ticks, Math.Min(longest.Ticks, expected * 2));
            if (wait < shortest || wait.Ticks > expected || wait.Ticks < Math.Truncate((shortest.Ticks + expected) / 2) - 1)
                return false;
        }

        return schedule.AfterSuccess(TimeSpan.Zero) == shortest && schedule.AfterFailure(null) <= 2 * shortest;
    }

    [Fact]
    public void AfterFailure_SameSeed_IsTheSame()
    {
        TimeSpan[] Run(int seed)
        {
            var schedule = new PollSchedule(Second, PollSchedule.UsualMaxBackOff, new(seed));
            return [.. Enumerable.Range(0, 20).Select(_ => schedule.AfterFailure(null))];
        }

        Assert.Equal(Run(1), Run(1));
        Assert.NotEqual(Run(1), Run(2));
        Assert.InRange(Run(1)[^1], PollSchedule.UsualMaxBackOff / 2, PollSchedule.UsualMaxBackOff);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 3)]
    [InlineData(100, 100)]
    public void AfterFailure_RetryAfter_IsNeverShortened(int asked, int atLeast) =>
        Assert.InRange(new PollSchedule(Second, Second, new(1)).AfterFailure(asked * Second), atLeast * Second, atLeast * Second);

    [Theory]
    [InlineData("120", null, 120)]
    [InlineData("0", null, 0)]
    [InlineData("999999999", null, 3600)]
    [InlineData("999999999999", null, 3600)]
    [InlineData(" 99999999999999999999999999 ", null, 3600)]
    [InlineData("-999999999999", null, null)]
    [InlineData("99999999999x", null, null)]
    [InlineData("Mon, 05 Jan 2026 08:02:00 GMT", null, 120)]
    [InlineData("Mon, 05 Jan 2026 09:02:00 GMT", "Mon, 05 Jan 2026 09:00:00 GMT", 120)]
    [InlineData("Mon, 05 Jan 2026 07:00:00 GMT", null, 0)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", null, 3600)]
    [InlineData("soon", null, null)]
    [InlineData("-5", null, null)]
    [InlineData(null, null, null)]
    public void OfStatus_RetryAfter_IsUnderstoodAndBounded(string? value, string? date, int? seconds)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        if (value is not null)
            response.Headers.TryAddWithoutValidation("Retry-After", value);
        if (date is not null)
            response.Headers.TryAddWithoutValidation("Date", date);
        var fault = WebFault.OfStatus(response, new SimulatedTime(new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero)));
        Assert.Equal(seconds * Second, fault.RetryAfter);
        Assert.Equal(
            seconds is null ? "the server answers 503 Service Unavailable" : string.Create(CultureInfo.InvariantCulture, $"the server answers 503 Service Unavailable, and asks to wait {seconds} s"),
            fault.Message);
    }

    [Fact]
    public async Task Follow_FailuresThenSuccess_PollsAsTheScheduleSays()
    {
        // Three failures, one that asks to wait, then success.
        FaultException busy = new("busy"), patient = new("patient") { RetryAfter = 100 * Second };
        Exception?[] script = [busy, busy, busy, patient, null, null, null];
        var expected = new List<TimeSpan>();
        var schedule = new PollSchedule(10 * Second, PollSchedule.UsualMaxBackOff, new(7));
        var at = TimeSpan.Zero;
        foreach (var fault in script)
        {
            expected.Add(at);
            at += fault is null ? schedule.AfterSuccess(TimeSpan.Zero) : schedule.AfterFailure((fault as FaultException)?.RetryAfter);
        }

        var time = new SimulatedTime();
        using var feed = new ScriptedFeed(time, script);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var rounds = 0;
        var warnings = new List<string>();
        var streams = new StandardStreams { OpenInput = () => Stream.Null, OpenOutput = () => Stream.Null, Error = TextWriter.Null, Time = time };
        var follower = new Follower(new("feed", new(null, null), new(XmlSource.Push, null)) { Every = 10 * Second }, streams, _ => rounds++, warnings.Add);
        var polling = follower.PollAsync(feed, new(10 * Second, PollSchedule.UsualMaxBackOff, new(7)), ended.Token);
        for (var i = 0; feed.Polls.Count < script.Length && i < 100_000; i++)
            time.Advance(TimeSpan.FromMilliseconds(10));

        Assert.Equal(script.Length, feed.Polls.Count);
        foreach (var (poll, planned) in feed.Polls.Zip(expected))
            Assert.Equal(planned.TotalSeconds, poll.TotalSeconds, 0.2);
        Assert.Equal(100, (feed.Polls[4] - feed.Polls[3]).TotalSeconds, 0.1);
        Assert.Equal(["feed: busy", "feed: busy", "feed: busy", "feed: patient"], warnings);

        // Vehicles become stale also while nothing is polled.
        Assert.True(rounds > script.Length + 9, $"{rounds}");
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => polling);
    }

    /// <summary>Fails as a script says, and notes when it is polled.</summary>
    private sealed class ScriptedFeed(SimulatedTime time, Exception?[] script) : IPolledFeed
    {
        internal List<TimeSpan> Polls { get; } = [];

        public Task<bool> PollAsync(Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken)
        {
            Polls.Add(time.Elapsed);
            return Polls.Count <= script.Length && script[Polls.Count - 1] is { } fault ? Task.FromException<bool>(fault) : Task.FromResult(false);
        }

        public void Dispose()
        {
        }
    }
}
