using CoroFsm;
using CoroFsm.Testing;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Connection.Tests;

/// <summary>The six forms behave equally, and differences are found.</summary>
public sealed class FormTests
{
    public static TheoryData<string, string> Pairs
    {
        get
        {
            TheoryData<string, string> pairs = [];
            for (var left = 0; left < ConnectionForms.All.Count; left++)
            {
                for (var right = left + 1; right < ConnectionForms.All.Count; right++)
                    pairs.Add(ConnectionForms.All[left].Name, ConnectionForms.All[right].Name);
            }

            return pairs;
        }
    }

    public static TheoryData<string> Names => [.. ConnectionForms.All.Select(form => form.Name)];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Explore_TwoForms_AreProvedEqual(string left, string right)
    {
        var result = Equivalence.Explore(
            Form(left).Explore, Form(right).Explore, Event.Alphabet, cancellationToken: TestContext.Current.CancellationToken);
        result.EnsureEqual();
        Assert.Equal((3, 18), (result.States, result.Transitions));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Explore_NoiseResetsTimer_IsFoundByShortestSequence(string form)
    {
        var result = Equivalence.Explore(
            Form(form).Explore, Gullible, Event.Alphabet, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([new(Signal.Connect), new(Signal.Established), new(Signal.Ping, 404)], result.Counterexample);
        Assert.Contains(
            "after 3 events, in the outputs: none on the left, reset the timer on the right", result.ToString(), StringComparison.Ordinal);
        Assert.EndsWith(
            "    Gullible,\n    [new(Signal.Connect), new(Signal.Established), new(Signal.Ping, 404)]).EnsureEqual();\n",
            result.Code,
            StringComparison.Ordinal);

        Equivalence.Compare(
            Form(form).Explore,
            Form(ConnectionForms.Baseline).Explore,
            result.Counterexample!,
            cancellationToken: TestContext.Current.CancellationToken).EnsureEqual();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Trace_Scenario_EqualsCallsToLine(string form)
    {
        Event[] story =
        [
            new(Signal.Ping, Event.Alive), new(Signal.Connect), new(Signal.Timeout), new(Signal.Established), new(Signal.Ping, Event.Alive),
            new(Signal.Ping, 404), new(Signal.Connect),
            new(Signal.Timeout), new(Signal.Established), new(Signal.Disconnect), new(Signal.Timeout), new(Signal.Connect),
            new(Signal.Disconnect), new(Signal.Established),
        ];
        Assert.Equal(
            ["dial", "dial", "start the timer", "reset the timer", "stop the timer", "dial", "start the timer", "stop the timer", "dial"],
            Form(form).Trace(story));
    }

    [Property(MaxTest = 200)]
    public Property Trace_OfAnyEvents_IsTheSameInAllForms() => Prop.ForAll(Gen.Elements(Event.Alphabet).ArrayOf().ToArbitrary(), events =>
    {
        var expected = Form(ConnectionForms.Baseline).Trace(events);
        Assert.All(ConnectionForms.All, form => Assert.Equal(expected, form.Trace(events)));
    });

    [Fact]
    public void Random_SameSeed_IsTheSameEvents()
    {
        Assert.Equal(Event.Random(1000, 7), Event.Random(1000, 7));
        Assert.NotEqual(Event.Random(1000, 7), Event.Random(1000, 8));
        Assert.Equal(Event.Alphabet.Length, Event.Random(1000, 7).Distinct().Count());
    }

    private static NamedForm Form(string name) => ConnectionForms.All.Single(form => form.Name == name);

    /// <summary>A faulty coroutine: it ignores the payload.</summary>
    private static ExploredMachine<Event> Gullible()
    {
        List<string> trace = [];
        var line = new Line(trace);
        return ExploredMachine.Of(Machine.Start<Event>(Session)).WithOutputs(trace);

        async Coroutine Session(Inbox<Event> inbox)
        {
            while (true)
            {
                while ((await inbox.Receive("Disconnected")).Signal is not Signal.Connect)
                {
                }

                while (await Connecting(inbox) && await Connected(inbox))
                {
                }
            }
        }

        async Coroutine<bool> Connecting(Inbox<Event> inbox)
        {
            line.Dial();
            while (true)
            {
                switch ((await inbox.Receive()).Signal)
                {
                    case Signal.Established:
                        return true;
                    case Signal.Timeout:
                        line.Dial();
                        break;
                    case Signal.Disconnect:
                        return false;
                }
            }
        }

        async Coroutine<bool> Connected(Inbox<Event> inbox)
        {
            line.StartTimer();
            Signal signal;
            while ((signal = (await inbox.Receive()).Signal) is not (Signal.Timeout or Signal.Disconnect))
            {
                if (signal is Signal.Ping)
                    line.ResetTimer();
            }

            line.StopTimer();
            return signal is Signal.Timeout;
        }
    }
}
