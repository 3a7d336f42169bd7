;;; emacs.el --- Emacs as an editor of flows  -*- lexical-binding: t; -*-

;; It opens a project with a mistake, is told of it, applies the fix and saves. Run by scripts/emacs.sh, which names the program and the
;; folder in the environment.

(require 'eglot)
(require 'flymake)

(defun check (what holds)
  "Leave with a message about WHAT unless HOLDS."
  (unless holds
    (message "emacs: %s" what)
    (kill-emacs 1)))

(defun wait-for (condition)
  "Let the server speak until CONDITION gives something, and give that."
  (with-timeout (20 nil)
    (let (found)
      (while (not (setq found (funcall condition)))
        (accept-process-output nil 0.1))
      found)))

;; What docs/editors.md tells people to write.
(define-derived-mode bourn-mode prog-mode "Bourn"
  (setq-local comment-start "// "))
(add-to-list 'auto-mode-alist '("\\.flow\\'" . bourn-mode))
(add-to-list 'eglot-server-programs (list 'bourn-mode (getenv "BOURN") "lsp"))

;; A project is a folder with a bourn.toml.
(add-hook 'project-find-functions
          (lambda (folder)
            (let ((root (locate-dominating-file folder "bourn.toml")))
              (and root (cons 'transient root)))))

(setq eglot-sync-connect 20
      eglot-confirm-server-initiated-edits nil)
(find-file (expand-file-name "shop.flow" (getenv "FOLDER")))
(check "the mode of the file is another" (eq major-mode 'bourn-mode))
(apply #'eglot (eglot--guess-contact))
(check "the server does not start" (eglot-current-server))

(flymake-mode 1)
(flymake-start)
(let ((found (wait-for #'flymake-diagnostics)))
  (check "the mistake is not told" found)
  (let ((first (car found)))
    (check (format "another mistake is told: %S" (flymake-diagnostic-text first))
           (string-match-p "E0204" (flymake-diagnostic-text first)))
    (check "it stands on another line" (= 2 (line-number-at-pos (flymake-diagnostic-beg first))))))

(goto-char (point-min))
(let ((case-fold-search nil)) (search-forward "Plan"))
(let* ((place (eglot--pos-to-lsp-position (match-beginning 0)))
       (actions (jsonrpc-request (eglot-current-server) :textDocument/codeAction
                                 (list :textDocument (eglot--TextDocumentIdentifier)
                                       :range (list :start place :end place)
                                       :context (list :diagnostics [])))))
  (check "there is no fix" (> (length actions) 0))
  (eglot--apply-workspace-edit (plist-get (elt actions 0) :edit)))
;; Changes are sent when the user pauses, which nobody does here.
(eglot--signal-textDocument/didChange)
(check "the mistake is still told" (wait-for (lambda () (null (flymake-diagnostics)))))
(save-buffer)
(message "emacs: the mistake was told, mended and saved")
(eglot-shutdown (eglot-current-server))
(kill-emacs 0)
