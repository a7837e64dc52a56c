namespace CoroFsm.Networking;

/// <summary>Connects, once. A connection that is established too late is closed.</summary>
internal abstract class ConnectTrap : NetworkTrap<Connection>
{
    public override string Description => "the other side of a connection";

    protected override void Discard(Connection result) => result.Dispose();
}
