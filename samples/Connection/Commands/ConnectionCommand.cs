using System.Globalization;
using System.Text.Json;
using CoroFsm.Testing;

namespace Connection;

/// <summary>Shows that the forms do the same, and what each costs.</summary>
/// <param name="Events">How many events each form is sent.</param>
/// <param name="Seed">Which.</param>
/// <param name="Time">How long is measured.</param>
/// <param name="AsJson">Whether only the figures are written.</param>
internal sealed record ConnectionCommand(int Events, int Seed, TimeSpan Time, bool AsJson)
{
    private const int Interrupted = 130;

    internal static int Run(
        ConnectionCommand command,
        IReadOnlyList<NamedForm> forms,
        TextWriter output,
        TextWriter error,
        bool isTerminal,
        CancellationToken cancellationToken)
    {
        try
        {
            return command.Run(forms, output, error, isTerminal, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
    }

    private int Run(
        IReadOnlyList<NamedForm> forms, TextWriter output, TextWriter error, bool isTerminal, CancellationToken cancellationToken)
    {
        var events = Event.Random(Events, Seed);
        if (Difference(forms, events, AsJson ? TextWriter.Null : output, cancellationToken) is { } difference)
        {
            error.WriteLine(difference);
            return 1;
        }

        var shown = -1;
        var results = Contest.Run(forms, events, Time, Show, cancellationToken);
        if (AsJson)
            output.WriteLine(JsonSerializer.Serialize(results, FormResultJson.Default.IReadOnlyListFormResult));
        else
            ResultTable.Write(results, output, isTerminal);
        return 0;

        void Show(double part)
        {
            const int Step = 20;
            if ((int)(part * 100) / Step is var step && step > shown)
                error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"measuring: {(shown = step) * Step} %"));
        }
    }

    private static string? Difference(
        IReadOnlyList<NamedForm> forms, Event[] events, TextWriter output, CancellationToken cancellationToken)
    {
        var baseline = forms[0];
        var trace = baseline.Trace(events);
        foreach (var form in forms.Skip(1))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!form.Trace(events).SequenceEqual(trace))
            {
                var difference = Equivalence.Compare(baseline.Explore, form.Explore, events, cancellationToken: cancellationToken);
                return $"{baseline.Name} and {form.Name} differ: {difference}";
            }
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{events.Length:N0} events led to the same {trace.Count:N0} calls in all {forms.Count} forms: " +
            $"{string.Join(", ", trace.Take(4))} …"));
        foreach (var form in forms.Skip(1))
        {
            var result = Equivalence.Explore(baseline.Explore, form.Explore, Event.Alphabet, cancellationToken: cancellationToken);
            if (!result.AreEqual || result.Limit is not null)
                return $"{baseline.Name} and {form.Name}: {result}";
            output.WriteLine($"{baseline.Name} and {form.Name}: {result}");
        }

        output.WriteLine();
        return null;
    }
}
