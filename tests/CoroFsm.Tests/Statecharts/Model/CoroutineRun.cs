namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>A described chart that a coroutine machine runs.</summary>
internal sealed class CoroutineRun(Statechart<string, string> chart, World world) : EngineRun(chart, world)
{
    private Machine<string>? machine;

    internal override void Enter(string state)
    {
        base.Enter(state);
        machine = CoroFsm.Machine.Start<string>(inbox => Machine.Run(inbox));
    }

    /// <summary>Sends the trigger to the coroutine; what an action fires goes to the chart.</summary>
    public override void Fire(string trigger)
    {
        if (machine is { Status: MachineStatus.Waiting })
            machine.Send(trigger);
        else
            base.Fire(trigger);
    }
}
