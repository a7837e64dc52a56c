namespace CoroFsm.Tests.Pipelines;

public sealed class RouteTests
{
    private readonly List<string> log = [];

    [Fact]
    public void Item_WithKey_GoesToTargetOfThatKey()
    {
        List<string> opened = [];
        new[] { "apple", "bean", "avocado", "beet" }.PushTo(Stage.Route((string s) => s[0], key =>
        {
            opened.Add(key.ToString());
            return new Recording<string>(log, $"{key}:");
        }));
        Assert.Equal("a:apple b:bean a:avocado b:beet a:| b:|", Text);
        Assert.Equal(["a", "b"], opened);
    }

    [Fact]
    public void Open_ReturnsNull_DropsItemsOfThatKeyAndIsCalledOnce()
    {
        var asked = 0;
        new[] { 1, 2, 3, 4 }.PushTo(Stage.Route((int i) => i % 2, key =>
        {
            asked++;
            return key == 0 ? null : new Recording<int>(log);
        }));
        Assert.Equal("1 3 |", Text);
        Assert.Equal(2, asked);
    }

    [Fact]
    public void Keys_TooMany_ThrowsWithFixAndContinues()
    {
        var stage = Stage.Route((int i) => i, key => new Recording<int>(log, $"{key}:"), maxRoutes: 2);
        stage.OnNext(1);
        stage.OnNext(2);
        var message = Assert.Throws<InvalidOperationException>(() => stage.OnNext(3)).Message;
        Assert.Contains("maximum of 2 keys with 3", message);
        Assert.Contains("maxRoutes", message);
        stage.OnNext(2);
        stage.OnCompleted();
        Assert.Equal("1:1 2:2 2:2 1:| 2:|", Text);
    }

    [Fact]
    public void Target_SharedByKeys_CompletesOnce()
    {
        var shared = new Recording<int>(log, "s");
        var stage = Stage.Route((int i) => i, key => key == 3 ? new Recording<int>(log, "t") : shared);
        new[] { 1, 2, 3 }.PushTo(stage);
        Assert.Equal("s1 s2 t3 s| t|", Text);
    }

    [Fact]
    public void Target_SharedByKeys_ReceivesErrorOnce()
    {
        var shared = new Recording<int>(log, "s");
        var stage = Stage.Route((int i) => i, _ => shared);
        Assert.Throws<IOException>(() => Sequences.Failing(2, new IOException("lost")).PushTo(stage));
        Assert.Equal("s1 s2 s!lost", Text);
    }

    [Fact]
    public void Targets_OneThrowsInOnCompleted_OthersComplete()
    {
        var stage = Stage.Route(
            (int i) => i, key => new Recording<int>(log, $"{key}:") { ErrorAtEnd = key == 1 ? Recording<int>.Bad : null });
        Assert.Same(Recording<int>.Bad, Record.Exception(() => new[] { 1, 2 }.PushTo(stage)));
        Assert.Equal("1:1 2:2 1:| 2:|", Text);
    }

    [Fact]
    public void Open_Throws_ThrowsToSenderAndIsCalledAgain()
    {
        var isReady = false;
        var stage = Stage.Route((int i) => i, _ => isReady ? new Recording<int>(log) : throw Recording<int>.Bad);
        Assert.Same(Recording<int>.Bad, Record.Exception(() => stage.OnNext(1)));
        isReady = true;
        stage.OnNext(1);
        Assert.Equal("1", Text);
    }

    [Fact]
    public void Item_AfterCompletion_OpensNothing()
    {
        var stage = Stage.Route((int i) => i, key => new Recording<int>(log, $"{key}:"));
        stage.OnNext(1);
        stage.OnCompleted();
        stage.OnNext(1);
        stage.OnNext(2);
        Assert.Equal("1:1 1:|", Text);
    }

    private string Text => string.Join(' ', log);
}
