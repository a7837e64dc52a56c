using CoroFsm.Tests.Coroutines;

namespace CoroFsm.Tests.Machines;

/// <summary>Long chains of sends.</summary>
public sealed class DepthTests
{
    [Fact]
    public void Send_TenThousandMachinesInAChain_ReachesTheLast()
    {
        var received = 0;
        var first = Chain(10_000, () => received++);
        SubCoroutineTests.OnStack(64 << 20, () => first.Send("x"));
        Assert.Equal(1, received);
    }

    [Fact]
    public void Send_ChainLongerThanTheStack_IsRefusedWithFix()
    {
        var first = Chain(10_000, () => { });
        Exception? error = null;
        SubCoroutineTests.OnStack(256 << 10, () => error = Record.Exception(() => first.Send("x")));
        Assert.Contains("inbox.Post", Assert.IsType<InsufficientExecutionStackException>(error).Message);
    }

    [Theory]
    [InlineData("selective")]
    [InlineData("synchronized")]
    [InlineData("complete")]
    public void Chain_LongerThanTheStackByOtherMembers_IsRefused(string way)
    {
        MachineOptions options = new() { Synchronized = way == "synchronized" };
        var next = Machine.Start<string>(static async inbox => await inbox.Receive(), options);
        for (var i = 0; i < 3_000; i++)
        {
            var to = next;
            next = Machine.Start<string>(
                async inbox =>
                {
                    try
                    {
                        while (true)
                            to.Send(way == "selective" ? await inbox.Expect("x") : await inbox.Receive());
                    }
                    catch (EndOfInputException)
                    {
                        to.Complete();
                    }
                },
                options);
        }

        Exception? error = null;
        SubCoroutineTests.OnStack(256 << 10, () => error = Record.Exception(() =>
        {
            if (way == "complete")
                next.Complete();
            else
                next.Send("x");
        }));
        Assert.IsType<InsufficientExecutionStackException>(error);
    }

    [Fact]
    public void Send_ToItselfMillionTimes_DoesNotGrowTheStack()
    {
        var count = 0;
        using var machine = Machine.Start<int>(async inbox =>
        {
            await foreach (var left in inbox)
            {
                count++;
                if (left > 0)
                    inbox.Post(left - 1);
            }
        });
        SubCoroutineTests.OnStack(256 << 10, () => machine.Send(1_000_000));
        Assert.Equal(1_000_001, count);
    }

    private static Machine<string> Chain(int length, Action last)
    {
        var next = Machine.Start<string>(async inbox =>
        {
            await foreach (var e in inbox)
                last();
        });
        for (var i = 1; i < length; i++)
        {
            var to = next;
            next = Machine.Start<string>(async inbox =>
            {
                await foreach (var e in inbox)
                    to.Send(e);
            });
        }

        return next;
    }
}
