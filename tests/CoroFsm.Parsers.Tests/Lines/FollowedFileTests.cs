using CoroFsm.Parsers.Lines;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Tests.Lines;

public sealed class FollowedFileTests : IAsyncLifetime
{
    private readonly Following file = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => file.DisposeAsync();

    [Fact]
    public async Task RunAsync_ByDefault_PushesOnlyWhatIsAppended()
    {
        file.Append("old\n");
        await file.Start();
        Assert.Equal("", file.Take());
        file.Append("new");
        Assert.Equal("new", await file.Look());
        Assert.Equal("", await file.Look());
        file.Append("er\n");
        Assert.Equal("er\n", await file.Look());
    }

    [Fact]
    public async Task RunAsync_FromStart_PushesAllInBoundedChunks()
    {
        var text = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{i}\n"));
        file.Append(text);
        var longest = 0;
        file.Next = chunk => longest = Math.Max(longest, chunk.Length);
        await file.Start(fromStart: true);
        Assert.Equal(text, file.Take());
        Assert.InRange(longest, 1, 64 << 10);
        Assert.Equal(text.Length, file.Progress.Bytes);
        Assert.InRange(file.Progress.Items, 4, 40);
    }

    [Fact]
    public async Task RunAsync_NothingNew_PollsOncePerInterval()
    {
        await file.Start();
        for (var i = 0; i < 3; i++)
            Assert.Equal("", await file.Look());
        Assert.Equal(Enumerable.Repeat(Following.Interval, 4), file.Waits);
    }

    [Fact]
    public async Task RunAsync_MissingFile_WaitsAndReadsFromStart()
    {
        await file.Start();
        Assert.Equal("", await file.Look());
        file.Append("first\n");
        Assert.Equal("first\n", await file.Look());
    }

    [Fact]
    public async Task RunAsync_MissingFolder_Waits()
    {
        var folder = Path.GetDirectoryName(file.File)!;
        Directory.Delete(folder);
        await file.Start();
        Directory.CreateDirectory(folder);
        file.Append("first\n");
        Assert.Equal("first\n", await file.Look());
    }

    [Theory]
    [InlineData("")]
    [InlineData("new")]
    [InlineData("nine char")]           // same length as the old file
    [InlineData("longer than old")]
    public async Task RunAsync_FileIsRenamedAndRecreated_ReadsOldToEndThenNew(string text)
    {
        file.Append("old\n");
        await file.Start(fromStart: true);
        Assert.Equal("old\n", file.Take());
        File.Move(file.File, file.Old);
        Assert.Equal("", await file.Look());
        File.AppendAllText(file.Old, "rest\n");
        file.Append(text);
        Assert.Equal("rest\n" + text, await file.Look());
        file.Append("more");
        Assert.Equal("more", await file.Look());
        File.AppendAllText(file.Old, "late");
        Assert.Equal("", await file.Look());
    }

    [Fact]
    public async Task RunAsync_FileIsReplacedByMove_ReadsRestThenNewFile()
    {
        file.Append("old\n");
        await file.Start();
        file.Append("rest\n");
        File.WriteAllText(file.Old, "other\n");
        File.Move(file.Old, file.File, overwrite: true);
        Assert.Equal("rest\nother\n", await file.Look());
    }

    [Fact]
    public async Task RunAsync_FileIsDeleted_WaitsForNewFile()
    {
        file.Append("old\n");
        await file.Start();
        file.Append("rest\n");
        File.Delete(file.File);
        Assert.Equal("rest\n", await file.Look());
        Assert.Equal("", await file.Look());
        file.Append("other\n");
        Assert.Equal("other\n", await file.Look());
    }

    [Fact]
    public async Task RunAsync_FileIsTruncated_ReadsFromStart()
    {
        file.Append("old old old\n");
        await file.Start();
        File.WriteAllText(file.File, "");
        Assert.Equal("", await file.Look());
        file.Append("new\n");
        Assert.Equal("new\n", await file.Look());
        File.WriteAllText(file.File, "n\n");
        Assert.Equal("n\n", await file.Look());
    }

    [Fact]
    public async Task RunAsync_CancelledWhileWaiting_EndsAndNotifiesTarget()
    {
        await file.Start();
        file.Cancel();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => file.Run);
        Assert.True(file.Run.IsCanceled);
        Assert.Equal([error], file.Errors);
    }

    [Fact]
    public async Task RunAsync_CancelledBetweenChunks_PushesNothingMore()
    {
        file.Append(new string('x', 200_000));
        file.Next = _ => file.Cancel();
        await file.Start(fromStart: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => file.Run);
        Assert.Equal(64 << 10, file.Take().Length);
        Assert.Single(file.Errors);
    }

    [Fact]
    public async Task RunAsync_CancelledBefore_OpensNothing()
    {
        Directory.CreateDirectory(file.File);       // unreadable as a file
        file.Cancel();
        await file.Start();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => file.Run);
        Assert.Single(file.Errors);
    }

    [Fact]
    public async Task RunAsync_UnreadableFile_FailsAndNotifiesTarget()
    {
        await file.Start();
        Directory.CreateDirectory(file.File);
        Assert.Equal("", await file.Look());
        var error = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => file.Run);
        Assert.Equal([error], file.Errors);
        Assert.Contains(file.File, error.Message);
    }

    [Fact]
    public async Task RunAsync_TargetThrows_ReceivesErrorOnce()
    {
        file.Append("x");
        file.Next = _ => throw new NotSupportedException();
        await file.Start(fromStart: true);
        var error = await Assert.ThrowsAsync<NotSupportedException>(() => file.Run);
        Assert.Equal([error], file.Errors);
    }

    [Fact]
    public async Task RunAsync_TargetThrowsInOnErrorToo_ThrowsBoth()
    {
        file.Append("x");
        file.Next = _ => throw new NotSupportedException();
        file.Failing = _ => throw new InvalidDataException();
        await file.Start(fromStart: true);
        var error = await Assert.ThrowsAsync<AggregateException>(() => file.Run);
        Assert.Equal([typeof(NotSupportedException), typeof(InvalidDataException)], error.InnerExceptions.Select(inner => inner.GetType()));
    }

    [Fact]
    public async Task RunAsync_TargetRethrowsReceivedError_ThrowsItOnce()
    {
        Directory.CreateDirectory(file.File);
        file.Failing = error => throw error;
        await file.Start();
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => file.Run);
    }

    [Fact]
    public async Task RunAsync_MachineFails_ThrowsOnlyItsError()
    {
        file.Append("x");
        using var machine = Machine.Start<ByteChunk>(async inbox =>
        {
            await inbox.Receive();
            throw new NotSupportedException();
        });
        await Assert.ThrowsAsync<NotSupportedException>(() => new FollowedFile(file.File, new() { FromStart = true }).RunAsync(machine));
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FollowedFileOptions { PollInterval = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FollowedFileOptions { PollInterval = TimeSpan.FromDays(1.1) });
        Assert.Throws<ArgumentException>(() => new FollowedFile(""));
    }
}
