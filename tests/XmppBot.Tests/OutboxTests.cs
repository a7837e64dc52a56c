using System.Text;

namespace XmppBot.Tests;

/// <summary>Written data waits in order and is bounded.</summary>
public sealed class OutboxTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Take_AfterWrites_ReturnsAllInOrder()
    {
        var outbox = new Outbox();
        var first = outbox.TakeAsync(Cancellation);
        Assert.False(first.IsCompleted);
        outbox.TryWrite("a\u00E9");
        Assert.Equal("a\u00E9", Encoding.UTF8.GetString((await first).Span));
        outbox.TryWrite("b");
        outbox.TryWrite("c");
        outbox.Complete();
        outbox.TryWrite("too late");
        Assert.Equal("bc", Encoding.UTF8.GetString((await outbox.TakeAsync(Cancellation)).Span));
        Assert.Equal(0, (await outbox.TakeAsync(Cancellation)).Length);
    }

    [Fact]
    public async Task Room_Full_IsSignalledAfterTake()
    {
        var outbox = new Outbox();
        Assert.True(outbox.RoomAsync(Cancellation).IsCompleted);
        outbox.TryWrite(new('x', 256 * 1024));
        var room = outbox.RoomAsync(Cancellation);
        Assert.False(room.IsCompleted);
        await outbox.TakeAsync(Cancellation);
        await room.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
    }

    [Fact]
    public void Write_BeyondCapacity_IsRefused()
    {
        var outbox = new Outbox();
        var text = new string('x', 1024 * 1024);
        var taken = 0;
        while (outbox.TryWrite(text))
            taken++;
        Assert.Equal(17, taken);
    }
}
