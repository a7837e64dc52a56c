namespace CoroFsm.Networking;

/// <summary>Connects: for one use. A connection that comes too late is closed.</summary>
internal abstract class ConnectTrap : NetworkTrap<Connection>
{
    public override string Description => "the other side of a connection";

    protected override void Discard(Connection result) => result.Dispose();
}
