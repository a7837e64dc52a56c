namespace CoroFsm.Durability.Operations;

/// <summary>Represents the right to change the records of a machine, which nothing else uses until it is disposed.</summary>
internal sealed class Reservation(Action end) : IDisposable
{
    public void Dispose() => end();
}
