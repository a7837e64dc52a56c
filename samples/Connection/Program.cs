using Connection;

return CommandLine.Run(args, Console.Out, Console.Error, !Console.IsOutputRedirected);
