using System.Diagnostics;

namespace Connection;

/// <summary>
/// Runs the forms in turns: whatever slows the computer down for a while slows them all down, so that their ratios are steadier
/// than their times.
/// </summary>
internal sealed class Contest
{
    private const double WarmUpShare = 0.25;

    /// <summary>So few events at a time that the JIT has seen all forms before it optimises any.</summary>
    private const int WarmUpEvents = 64;

    private readonly Event[] events;
    private readonly Contender[] contenders;

    private Contest(IReadOnlyList<NamedForm> forms, Event[] events)
    {
        this.events = events;
        contenders = [.. forms.Select(form => new Contender(form))];
    }

    /// <summary>Measures all forms.</summary>
    /// <param name="forms">The forms; the first is the one that the others are compared with.</param>
    /// <param name="events">What each is sent in a round.</param>
    /// <param name="time">How long it takes; at least one round.</param>
    /// <param name="progress">Receives the part of the time that has passed, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends it between two rounds.</param>
    /// <returns>A result for each form.</returns>
    /// <exception cref="InvalidOperationException">Two forms did not do the same.</exception>
    internal static IReadOnlyList<FormResult> Run(
        IReadOnlyList<NamedForm> forms, Event[] events, TimeSpan time, Action<double> progress, CancellationToken cancellationToken)
    {
        var contest = new Contest(forms, events);
        try
        {
            contest.Run(time, progress, cancellationToken);
            return [.. contest.contenders.Select(contender => contender.ResultAgainst(contest.contenders[0]))];
        }
        finally
        {
            foreach (var contender in contest.contenders)
                contender.Dispose();
        }
    }

    private void Run(TimeSpan time, Action<double> progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        for (var turn = 0; turn == 0 || clock.Elapsed < time * WarmUpShare; turn++)
        {
            var at = (int)((long)turn * WarmUpEvents % events.Length);
            foreach (var contender in contenders)
                contender.WarmUp(events.AsSpan(at, Math.Min(WarmUpEvents, events.Length - at)));
            Next();
        }

        var turns = new Turns<Contender>(contenders);
        for (var round = 0; round == 0 || clock.Elapsed < time; round++)
        {
            foreach (var contender in turns.Next())
                contender.Measure(events);
            Next();
        }

        progress(1);

        void Next()
        {
            if (contenders.FirstOrDefault(contender => contender.Digest != contenders[0].Digest) is { } other)
                throw new InvalidOperationException($"{other.Form.Name} has not done the same as {contenders[0].Form.Name}.");
            cancellationToken.ThrowIfCancellationRequested();
            progress(Math.Min(1, clock.Elapsed / time));
        }
    }
}
