namespace CoroFsm.Tests.Machines;

public sealed class MachineOfTests
{
    [Fact]
    public void Send_MachineOfClass_IsHandled()
    {
        using var door = new Door();
        Assert.Equal("Run/Closed", door.State);
        door.Send("open");
        door.Send("noise");
        door.Send("close");
        Assert.Equal(["opened", "closed"], door.Log);
        Assert.Equal("Door", door.Machine.Name);
        Assert.Matches(@"^MachineOfTests\.cs:\d+$", door.Machine.Position);
        door.Complete();
        Assert.Equal(MachineStatus.Completed, door.Machine.Status);
        Assert.False(door.TrySend("late"));
    }

    [Fact]
    public void Send_NotStarted_ThrowsWithFix()
    {
        using var unstarted = new Unstarted();
        Assert.Contains("Start()", Assert.Throws<InvalidOperationException>(() => unstarted.Send("a")).Message);
    }

    private sealed class Door : MachineOf<string>
    {
        public Door()
            : base(new() { Unmatched = Unmatched.Ignore }) => Start();

        public List<string> Log { get; } = [];

        protected override async Coroutine Run()
        {
            while (true)
            {
                await Closed();
                await Open();
            }
        }

        private async Coroutine Closed()
        {
            await Expect("open");
            Log.Add("opened");
        }

        private async Coroutine Open()
        {
            await Receive(static e => e == "close");
            Log.Add("closed");
        }
    }

    private sealed class Unstarted : MachineOf<string>
    {
        protected override async Coroutine Run() => await Receive<string>();
    }
}
