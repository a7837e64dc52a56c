namespace CoroFsm.Pipelines;

/// <summary>Thrown where stages of a pipeline form a cycle, which an item would never leave.</summary>
public sealed class PipelineCycleException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="PipelineCycleException"/> class.</summary>
    public PipelineCycleException()
        : base("The stages form a cycle.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="PipelineCycleException"/> class.</summary>
    /// <param name="message">The stages, in their order, and the cure.</param>
    public PipelineCycleException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="PipelineCycleException"/> class.</summary>
    /// <param name="message">The stages, in their order, and the cure.</param>
    /// <param name="innerException">What led to it.</param>
    public PipelineCycleException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
