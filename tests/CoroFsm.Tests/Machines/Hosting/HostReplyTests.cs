namespace CoroFsm.Tests.Machines.Hosting;

/// <summary>A host publishes the replies of its machines.</summary>
public sealed class HostReplyTests
{
    private readonly List<IPendingReply> replied = [];

    [Fact]
    public async Task Reply_Hosted_IsPublishedByHost()
    {
        using var machine = Machine.Start<string>(static async inbox => await inbox.Receive());
        var reply = new ReplyTo<int>(machine, replied.Add);
        reply.Reply(3);
        Assert.Same(reply, Assert.Single(replied));
        Assert.False(reply.Task.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => reply.Reply(4));
        ((IPendingReply)reply).EndTurn(failure: null);
        Assert.Equal(3, await reply.Task);
    }

    [Fact]
    public async Task Reply_HostAbandonsIt_Fails()
    {
        using var machine = Machine.Start<string>(static async inbox => await inbox.Receive());
        var reply = new ReplyTo<int>(machine, replied.Add);
        reply.Fail(new ArithmeticException());
        ((IPendingReply)reply).Abandon(new FormatException());
        await Assert.ThrowsAsync<FormatException>(() => reply.Task);
    }

    [Fact]
    public void Reply_Inert_HasNoEffectOnce()
    {
        var reply = new ReplyTo<int>();
        Assert.False(reply.IsCancelled);
        reply.Reply(1);
        Assert.Throws<InvalidOperationException>(() => reply.Fail(new FormatException()));
        Assert.False(reply.Task.IsCompleted);
    }
}
