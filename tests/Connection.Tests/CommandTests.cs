using System.Text.Json;

namespace Connection.Tests;

/// <summary>The command as a user runs it.</summary>
public sealed class CommandTests
{
    [Fact]
    public void Run_EqualForms_ShowsAgreementAndTable()
    {
        var (exitCode, output, error) = Run("--events", "1000", "--seconds", "0");
        Assert.Equal(0, exitCode);
        Assert.Contains("1,000 events led to the same ", output, StringComparison.Ordinal);
        foreach (var form in ConnectionForms.All)
        {
            if (form.Name != ConnectionForms.Baseline)
                Assert.Contains($"switch and {form.Name}: No difference in 3 states, 18 transitions,", output, StringComparison.Ordinal);
            Assert.Matches($@"\n\| {form.Name} +\| +{form.CountLines()} \| +[\d,.]+ \| +[\d,]+ \| +[\d,.]+ \|\n", output);
        }

        Assert.Contains("measuring: 100 %", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_DifferentForm_ShowsEventsAndExits1()
    {
        NamedForm[] forms = [ConnectionForms.All[0], new("mute", _ => new SwitchConnection(new([])), nameof(SwitchConnection))];
        var (exitCode, output, error) = Run(forms, events: 1000);
        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.StartsWith("switch and mute differ: The machines differ after ", error, StringComparison.Ordinal);
        Assert.Contains("in the outputs: dial on the left, none on the right", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FormDiffersOnOtherEvents_IsFoundByExploration()
    {
        NamedForm[] forms = [ConnectionForms.All[0], new("mute", _ => new SwitchConnection(new([])), nameof(SwitchConnection))];
        var seed = Enumerable.Range(0, 100).First(seed => Event.Random(1, seed)[0].Signal is not Signal.Connect);
        var (exitCode, output, error) = Run(forms, events: 1, seed);
        Assert.Equal(1, exitCode);
        Assert.StartsWith("1 events led to the same 0 calls", output, StringComparison.Ordinal);
        Assert.StartsWith(
            "switch and mute: The machines differ after 1 event, in the outputs: dial on the left, none on the right",
            error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Json_Output_IsOneArray()
    {
        var (exitCode, output, _) = Run("--events", "1000", "--seed", "5", "--seconds", "0", "--json");
        Assert.Equal(0, exitCode);
        var results = JsonDocument.Parse(output).RootElement.EnumerateArray().ToArray();
        Assert.Equal(ConnectionForms.All.Select(form => form.Name), results.Select(result => result.GetProperty("form").GetString()));
        Assert.Equal(
            ConnectionForms.All.Select(form => form.CountLines()), results.Select(result => result.GetProperty("lines").GetInt32()));
        Assert.Equal(1, results[0].GetProperty("ratio").GetDouble());
        Assert.All(results, result => Assert.True(result.GetProperty("ns").GetDouble() > 0));
        Assert.Equal(0, results[0].GetProperty("bytes").GetDouble());
        Assert.InRange(results[^1].GetProperty("bytes").GetDouble(), 100, 10_000);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("64")]
    [InlineData("65")]
    public void Run_FewEvents_AreMeasured(string events) => Assert.Equal(0, Run("--events", events, "--seconds", "0").ExitCode);

    [Theory]
    [InlineData("--events", "0", "--events takes a number from 1 to 10000000.")]
    [InlineData("--seed", "-1", "--seed takes a number from 0 to 2147483647.")]
    [InlineData("--seconds", "61", "--seconds takes a number from 0 to 60.")]
    [InlineData("--events", "many", "--events takes a number from 1 to 10000000.")]
    [InlineData("--evnets", "5", "--evnets")]
    public void Run_BadArgument_IsRefusedByName(string option, string value, string message)
    {
        var (exitCode, output, error) = Run(option, value);
        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_Always_NamesTheOptions()
    {
        var (exitCode, output, _) = Run("--help");
        Assert.Equal(0, exitCode);
        foreach (var option in new[] { "--events", "--seed", "--seconds", "--json", "Examples:" })
            Assert.Contains(option, output, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output, string Error) Run(IReadOnlyList<NamedForm> forms, int events, int seed = 1)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = ConnectionCommand.Run(
            new(events, seed, TimeSpan.Zero, AsJson: false),
            forms,
            output,
            error,
            isTerminal: false,
            TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = CommandLine.Run(args, output, error, isTerminal: false);
        return (exitCode, output.ToString(), error.ToString());
    }
}
