namespace CoroFsm.Tests.Course;

/// <summary>Part 1 of the course: generators produce, coroutines consume.</summary>
public sealed class FirstCoroutines
{
    private static readonly string[] Orders = ["black tea", "coffee", "tea with milk"];

    private readonly StringWriter output = new() { NewLine = "\n" };

    [Fact]
    public void Countdown_Pulled_RunsStepByStep()
    {
        foreach (var number in Countdown(3))
            output.WriteLine(number);
        Assert.Equal("from 3\n3\n2\n1\n", output.ToString());
    }

    [Fact]
    public void PullGrep_Lines_GivesMatchingOnes()
    {
        foreach (var line in PullGrep("tea", Orders))
            output.WriteLine(line);
        Assert.Equal("black tea\ntea with milk\n", output.ToString());
    }

    [Fact]
    public void PushGrep_PrimedByItsCall_PrintsMatchingLines()
    {
        using var grep = Machine.Start<string>(lines => Grep("tea", lines));
        Assert.Equal("looks for tea\n", output.ToString());

        foreach (var order in Orders)
            grep.Send(order);
        Assert.Equal("looks for tea\nblack tea\ntea with milk\n", output.ToString());
    }

    [Fact]
    public void Close_RaisedAtTheWait_RunsCleanUp()
    {
        var grep = Machine.Start<string>(lines => Grep("tea", lines));
        grep.Send("black tea");
        grep.Dispose();
        Assert.Equal("looks for tea\nblack tea\nsays goodbye\n", output.ToString());
        Assert.Equal(MachineStatus.Closed, grep.Status);

        grep.Dispose();
        Assert.Throws<MachineEndedException>(() => grep.Send("green tea"));
        Assert.EndsWith("black tea\nsays goodbye\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Throw_Unhandled_ThrowsToSenderAfterCleanUp()
    {
        var grep = Machine.Start<string>(lines => Grep("tea", lines));
        var failure = new TimeoutException("no orders");
        Assert.Same(failure, Assert.Throws<TimeoutException>(() => grep.Throw(failure)));
        Assert.Equal("looks for tea\nsays goodbye\n", output.ToString());
        Assert.Same(failure, grep.Fault);
    }

    [Fact]
    public void Throw_Handled_CoroutineContinues()
    {
        using var patient = Machine.Start<string>(Patient);
        patient.Throw(new TimeoutException("no orders"));
        patient.Send("coffee");
        Assert.Equal("no orders\ncoffee\n", output.ToString());
    }

    /// <summary>
    /// The course's negative example consumes and produces in one function and loses values. Here the role is in the type.
    /// </summary>
    [Fact]
    public void Countdown_ResetMidway_LosesNothing()
    {
        List<int> numbers = [];
        using var countdown = Machine.Start<int?>(inbox => ResettableCountdown(5, inbox, numbers.Add));
        foreach (var reset in new int?[] { null, 2, null, null })
            countdown.Send(reset);
        Assert.Equal([5, 4, 2, 1, 0], numbers);
        Assert.Equal(MachineStatus.Completed, countdown.Status);
    }

    private static IEnumerable<string> PullGrep(string pattern, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            if (line.Contains(pattern, StringComparison.Ordinal))
                yield return line;
        }
    }

    private static async Coroutine ResettableCountdown(int from, Inbox<int?> resets, Action<int> emit)
    {
        for (var number = from; number >= 0; number--)
        {
            emit(number);
            if (number > 0 && await resets.Receive() is { } reset)
                number = reset + 1;
        }
    }

    private IEnumerable<int> Countdown(int from)
    {
        output.WriteLine($"from {from}");
        for (var number = from; number > 0; number--)
            yield return number;
    }

    private async Coroutine Grep(string pattern, Inbox<string> lines)
    {
        output.WriteLine($"looks for {pattern}");
        try
        {
            await foreach (var line in lines)
            {
                if (line.Contains(pattern, StringComparison.Ordinal))
                    output.WriteLine(line);
            }
        }
        finally
        {
            output.WriteLine("says goodbye");
        }
    }

    private async Coroutine Patient(Inbox<string> lines)
    {
        while (true)
        {
            try
            {
                output.WriteLine(await lines.Receive());
            }
            catch (TimeoutException error)
            {
                output.WriteLine(error.Message);
            }
        }
    }
}
